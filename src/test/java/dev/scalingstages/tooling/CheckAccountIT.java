package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.versions.PinnedVersion;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code bin/check-account} asks the account what a deploy needs to find there, for the committed templates. What AWS
 * would say is written after the documentation of its responses; a test changes one answer.
 *
 * <p>It takes longest, and so comes first: at the end, it would leave the other thread idle.
 */
@BesideTheCdk
@Order(1)
class CheckAccountIT extends AccountScenario {
    /** What the command said of an account that has all, and the calls that it made; run once for each stage. */
    private record WholeAccount(Sandbox.Result result, List<String> calls) {}

    private static final Map<ScalingStage, WholeAccount> WHOLE_ACCOUNTS = new EnumMap<>(ScalingStage.class);

    private WholeAccount wholeAccount(ScalingStage stage) {
        return WHOLE_ACCOUNTS.computeIfAbsent(stage, each -> new WholeAccount(check(each.number()), aws.calls()));
    }

    @StagesFrom(1)
    void findsNothingWhereAllIsThere(ScalingStage stage) {
        Sandbox.Result result = wholeAccount(stage).result();

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("ok "))).hasSizeGreaterThan(10);
        assertThat(result.out())
                .contains("account 111122223333, region us-east-1, as arn:aws:iam::111122223333:user/ada")
                .contains("Not checked, since no AWS API says");
    }

    @StagesFrom(1)
    void onlyReads(ScalingStage stage) {
        assertThat(wholeAccount(stage).calls())
                .isNotEmpty()
                .allMatch(call -> call.matches("[a-z0-9-]+ (describe|get|list)-[a-z-]+( .*)?"));
    }

    static Stream<Arguments> faults() {
        String here = "cloudformation list-stack-resources";
        return Stream.of(
                fault(1, "sts get-caller-identity", "{'Account':'9','Arn':'arn:aws:iam::9:user/eve'}", "those of 9"),
                fault(
                        1,
                        "ssm get-parameter",
                        "error ParameterNotFound none",
                        "cdk bootstrap aws://111122223333/us-east-1"),
                fault(1, "ssm get-parameter", "{'Parameter':{'Value':'3'}}", "version 3 is older than 6"),
                fault(
                        1,
                        "s3api get-bucket-encryption",
                        AccountThatHasAll.encryption("'KMSMasterKeyID':'arn:aws:kms:::key/1'"),
                        "may not use your key"),
                fault(
                        1,
                        "ec2 describe-availability-zones",
                        "{'AvailabilityZones':[" + AccountThatHasAll.zone("a") + "," + AccountThatHasAll.zone("b")
                                + "]}",
                        "offers this account 2 zones, and each stage needs 3"),
                fault(
                        1,
                        "ec2 describe-availability-zones",
                        "{'AvailabilityZones':[" + AccountThatHasAll.zone("d") + "," + AccountThatHasAll.zone("b") + ","
                                + AccountThatHasAll.zone("c") + "]}",
                        "us-east-1a: not available to this account"),
                fault(
                        1,
                        "ec2 describe-instance-type-offerings",
                        "{'InstanceTypeOfferings':[]}",
                        "instance type t4g.small  "),
                fault(
                        3,
                        "ec2 describe-instance-type-offerings",
                        "{'InstanceTypeOfferings':["
                                + AccountThatHasAll.offerings().replace("us-east-1b", "us-east-1f") + "]}",
                        "not offered in us-east-1b"),
                fault(1, "ec2 describe-images", "error InvalidAMIID.NotFound none", "reset it in cdk.context.json"),
                fault(2, "rds describe-db-engine-versions", "{'DBEngineVersions':[]}", "creates no new databases"),
                fault(
                        2,
                        "rds describe-orderable-db-instance-options",
                        "{'OrderableDBInstanceOptions':[]}",
                        "offered in 0 of the zones us-east-1a, us-east-1b, us-east-1c, and 1 are needed"),
                fault(
                        3,
                        "rds describe-orderable-db-instance-options",
                        AccountThatHasAll.orderable("a"),
                        "offered in 1 of the zones"),
                fault(
                        4,
                        "elasticache describe-cache-engine-versions",
                        "{'CacheEngineVersions':[]}",
                        "creates no cache"),
                fault(
                        6,
                        "redshift-serverless list-workgroups",
                        "error - Could not connect to the endpoint URL: https://redshift-serverless",
                        "Redshift Serverless"),
                fault(
                        1,
                        "ec2 describe-managed-prefix-lists@pl-63a5400a",
                        "error InvalidPrefixListID.NotFound none",
                        "prefix list pl-63a5400a"),
                fault(
                        1,
                        "ec2 describe-managed-prefix-lists@pl-63a5400a",
                        "{'PrefixLists':[]}",
                        "prefix list pl-63a5400a"),
                fault(
                        2,
                        "logs describe-log-groups",
                        "{'logGroups':[{'logGroupName':'/aws/rds/instance/scaling-stages-database/error'}]}",
                        "/aws/rds/instance/scaling-stages-database/error already exists outside the stack"),
                fault(
                        2,
                        "rds describe-db-instances",
                        "{'DBInstances':[{'DBInstanceIdentifier':'scaling-stages-database','TagList':[]}]}",
                        "scaling-stages-database already exists"),
                fault(
                        2,
                        "rds describe-db-instances",
                        AccountThatHasAll.running("database", "8.4.40"),
                        "RDS does not go back to " + PinnedVersion.MYSQL.value() + ": set databaseVersion to 8.4.40"),
                fault(
                        4,
                        "rds describe-db-instances",
                        AccountThatHasAll.running("replica-1", "8.4.9"),
                        "upgrade replicas first: aws rds modify-db-instance --db-instance-identifier"
                                + " scaling-stages-replica-1 --engine-version " + PinnedVersion.MYSQL.value()),
                fault(
                        1,
                        "backup list-backup-vaults",
                        "{'BackupVaultList':[{'BackupVaultName':'scaling-stages'}]}",
                        "scaling-stages already exists"),
                fault(
                        4,
                        "elasticache describe-replication-groups",
                        "{'ReplicationGroups':[{'ReplicationGroupId':'scaling-stages-cache'}]}",
                        "scaling-stages-cache already"),
                fault(
                        6,
                        "redshift-serverless list-namespaces",
                        "{'namespaces':[{'namespaceName':'scaling-stages-warehouse'}]}",
                        "scaling-stages-warehouse already"),
                fault(5, here, "{'StackResourceSummaries':[]}\nlogs", "already exists"));
    }

    private static Arguments fault(int stage, String call, String answer, String said) {
        return Arguments.of(stage, call, answer, said);
    }

    @ParameterizedTest(name = "stage {0}: {1} is {2}")
    @MethodSource("faults")
    void namesTheProblem(int stage, String call, String answer, String said) {
        aws.answers(call, answer);
        if (answer.contains("EngineVersion") && call.endsWith("db-instances")) {
            aws.answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf("database", "replica-1"));
        }
        if (answer.endsWith("logs")) {
            aws.answers(call, answer.replace("\nlogs", ""))
                    .answers("synthetics describe-canaries", "{'Canaries':[{'Name':'scaling-stages-probe'}]}");
        }

        Sandbox.Result result = check(stage);

        assertThat(result.status()).as(result.out()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("problem ")))
                .as(result.out() + result.err())
                .isNotEmpty()
                .allMatch(line -> line.contains(said));
    }

    @Test
    void whatMayNotBeAskedIsUnknownAndNeverOk() {
        List<String> calls = wholeAccount(ScalingStage.DATA_PLATFORM).calls().stream()
                .map(call -> call.replaceFirst("^(\\S+ \\S+).*", "$1"))
                .distinct()
                .toList();
        assertThat(calls).hasSizeGreaterThan(20);

        for (String call : calls) {
            sandbox.forgetCalls();
            AccountThatHasAll.answer(aws);
            aws.answers(call, "error AccessDeniedException not allowed")
                    .answers(
                            "ec2 describe-managed-prefix-lists@pl-63a5400a",
                            call.contains("prefix")
                                    ? "error UnauthorizedOperation no"
                                    : AccountThatHasAll.prefixList("com.amazonaws.us-east-1.s3"));

            Sandbox.Result result = check(6);

            assertThat(result.status()).as(call).isEqualTo(1);
            assertThat(result.out().lines().filter(line -> line.startsWith("unknown ")))
                    .as("%s denied: %s", call, result.out())
                    .isNotEmpty()
                    .allMatch(line -> line.contains("lack the permission") || line.contains("unknown weight"));
        }
    }

    @Test
    void doesNotTakeTheDemonstrationAccountForAnAccount() {
        Sandbox.Result result = check(1, "123456789012");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).startsWith("problem ").contains("demonstration account", "AWS_PROFILE");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void asksAsTheRoleForLookUps() {
        aws.answers(
                "sts assume-role",
                "{'Credentials':{'AccessKeyId':'KEY','SecretAccessKey':'SECRET','SessionToken':'TOKEN'}}");

        Sandbox.Result result = check(1, ACCOUNT, "--lookup-role");

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(aws.calls("assume-role"))
                .singleElement()
                .asString()
                .contains("arn:aws:iam::" + ACCOUNT + ":role/lookup");
    }

    @Test
    void saysThatTheCommandLineIsMissing() {
        sandbox.without("aws");

        Sandbox.Result result = sandbox.run("bin/check-account", "3");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("the AWS command line is missing");
        assertThat(sandbox.calls("cdk")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "0", "7", "production"})
    void wantsAStage(String stage) {
        Sandbox.Result result = sandbox.run("bin/check-account", stage);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("usage: bin/check-account");
    }

    @Test
    void givesSettingsToTheSynthesis() {
        assembly(1, ACCOUNT);

        sandbox.run("bin/check-account", "1", "-c", "alarmEmail=a@example.com");

        assertThat(sandbox.calls("cdk"))
                .containsExactly(
                        "cdk synth --quiet --no-validation --output target/check-account/assembly -c stage=1 -c"
                                + " alarmEmail=a@example.com");
    }
}

package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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

    private static final String ZONES = "ec2 describe-availability-zones";
    private static final Map<ScalingStage, WholeAccount> WHOLE_ACCOUNTS = new EnumMap<>(ScalingStage.class);

    private WholeAccount wholeAccount(ScalingStage stage) {
        return WHOLE_ACCOUNTS.computeIfAbsent(stage, each -> new WholeAccount(check(each.number()), aws.calls()));
    }

    @StagesFrom(1)
    void findsNothingWhereAllIsThere(ScalingStage stage) {
        Sandbox.Result result = wholeAccount(stage).result().succeeds();

        assertThat(result.lines("ok ")).hasSizeGreaterThan(10);
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

    @ParameterizedTest(name = "stage {0}: {1} is {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1 | sts get-caller-identity | {'Account':'9','Arn':'arn:aws:iam::9:user/eve'} | those of 9
            1 | ssm get-parameter | error ParameterNotFound none | cdk bootstrap aws://111122223333/us-east-1
            1 | ssm get-parameter | {'Parameter':{'Value':'3'}} | version 3 is older than 6
            1 | ec2 describe-instance-type-offerings | {'InstanceTypeOfferings':[]} | `instance type t4g.small  `
            1 | ec2 describe-images | error InvalidAMIID.NotFound none | reset it in cdk.context.json
            2 | rds describe-db-engine-versions | {'DBEngineVersions':[]} | creates no new databases
            2 | rds describe-orderable-db-instance-options | {'OrderableDBInstanceOptions':[]} \
                | offered in 0 of the zones us-east-1a, us-east-1b, us-east-1c, and 1 are needed
            4 | elasticache describe-cache-engine-versions | {'CacheEngineVersions':[]} | creates no cache
            6 | redshift-serverless list-workgroups \
                | error - Could not connect to the endpoint URL: https://redshift-serverless | Redshift Serverless
            1 | ec2 describe-managed-prefix-lists@pl-63a5400a | error InvalidPrefixListID.NotFound none \
                | prefix list pl-63a5400a
            1 | ec2 describe-managed-prefix-lists@pl-63a5400a | {'PrefixLists':[]} | prefix list pl-63a5400a
            2 | logs describe-log-groups \
                | {'logGroups':[{'logGroupName':'/aws/rds/instance/scaling-stages-database/error'}]} \
                | /aws/rds/instance/scaling-stages-database/error already exists outside the stack
            2 | rds describe-db-instances \
                | {'DBInstances':[{'DBInstanceIdentifier':'scaling-stages-database','TagList':[]}]} \
                | scaling-stages-database already exists
            1 | backup list-backup-vaults | {'BackupVaultList':[{'BackupVaultName':'scaling-stages'}]} \
                | scaling-stages already exists
            4 | elasticache describe-replication-groups \
                | {'ReplicationGroups':[{'ReplicationGroupId':'scaling-stages-cache'}]} | scaling-stages-cache already
            6 | redshift-serverless list-namespaces \
                | {'namespaces':[{'namespaceName':'scaling-stages-warehouse'}]} | scaling-stages-warehouse already
            """)
    @MethodSource("faults")
    void namesTheProblem(int stage, String call, String answer, String said) {
        aws.answers(call, answer);

        assertProblem(stage, said);
    }

    static Stream<Arguments> faults() {
        String offerings = "ec2 describe-instance-type-offerings";
        String orderable = "rds describe-orderable-db-instance-options";
        String encryption = AccountThatHasAll.encryption("'KMSMasterKeyID':'arn:aws:kms:::key/1'");
        String elsewhere = AccountThatHasAll.offerings().replace("us-east-1b", "us-east-1f");
        return Stream.of(
                arguments(1, "s3api get-bucket-encryption", encryption, "may not use your key"),
                arguments(1, ZONES, AccountThatHasAll.zones("a", "b"), "2 zones, and each stage needs 3"),
                arguments(
                        1, ZONES, AccountThatHasAll.zones("d", "b", "c"), "us-east-1a: not available to this account"),
                arguments(3, offerings, elsewhere, "not offered in us-east-1b"),
                arguments(3, orderable, AccountThatHasAll.orderable("a"), "offered in 1 of the zones"));
    }

    @ParameterizedTest(name = "stage {0}: {1} has {2}")
    @CsvSource(delimiter = '|', textBlock = """
            2 | database  | 8.4.40 | RDS does not go back to VERSION: set databaseVersion to 8.4.40
            4 | replica-1 | 8.4.9  | upgrade replicas first: aws rds modify-db-instance --db-instance-identifier \
            scaling-stages-replica-1 --engine-version VERSION
            """)
    void namesADatabaseWhoseVersionIsInTheWay(int stage, String name, String version, String said) {
        aws.answers("rds describe-db-instances", AccountThatHasAll.running(name, version))
                .answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf("database", "replica-1"));

        assertProblem(stage, said.replace("VERSION", PinnedVersion.MYSQL.value()));
    }

    @Test
    void namesACanaryThatIsNotInTheStack() {
        aws.answers("cloudformation list-stack-resources", "{'StackResourceSummaries':[]}")
                .answers("synthetics describe-canaries", "{'Canaries':[{'Name':'scaling-stages-probe'}]}");

        assertProblem(5, "already exists");
    }

    private void assertProblem(int stage, String said) {
        Sandbox.Result result = check(stage).fails();

        assertThat(result.lines("problem ")).as(result.out()).isNotEmpty().allMatch(line -> line.contains(said));
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

            result.fails();
            assertThat(result.lines("unknown "))
                    .as("%s denied: %s", call, result.out())
                    .isNotEmpty()
                    .allMatch(line -> line.contains("lack the permission") || line.contains("unknown weight"));
        }
    }

    @Test
    void doesNotTakeTheDemonstrationAccountForAnAccount() {
        assertThat(check(1, "123456789012").fails().out())
                .startsWith("problem ")
                .contains("demonstration account", "AWS_PROFILE");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void asksAsTheRoleForLookUps() {
        aws.answers("sts assume-role", AccountThatHasAll.ROLE);

        check(1, ACCOUNT, "--lookup-role").succeeds();
        assertThat(aws.calls("assume-role")).singleElement(STRING).contains("arn:aws:iam::" + ACCOUNT + ":role/lookup");
    }

    @Test
    void saysThatTheCommandLineIsMissing() {
        sandbox.without("aws");

        sandbox.run("bin/check-account", "3").fails("the AWS command line is missing");

        assertThat(sandbox.calls("cdk")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "0", "7", "production"})
    void wantsAStage(String stage) {
        sandbox.run("bin/check-account", stage).fails("usage: bin/check-account");
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

package dev.scalingstages.tooling;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code bin/check-account} finds of a stack that runs, or of what a rollback left behind; of quotas, compared with
 * what a template asks for at its largest; and of the policy of a key of one's own that the bootstrap's bucket has.
 */
@BesideTheCdk
class CheckAccountDetailsIT extends AccountScenario {
    @StagesFrom(2)
    void namesEachLogGroupThatIsInTheWay(ScalingStage stage) {
        List<String> names = logGroups(stage);
        assertThat(names).isNotEmpty();
        String groups = names.stream().map("{'logGroupName':'%s'}"::formatted).collect(joining(","));
        aws.answers("logs describe-log-groups", "{'logGroups':[" + groups + "]}");

        Sandbox.Result result = check(stage.number());

        assertThat(names).allSatisfy(name -> assertThat(result.out()).contains(name + " already exists outside"));
        assertThat(result.lines("problem ")).hasSameSizeAs(names);
    }

    /** The names that a template gives, which the services would otherwise make by themselves, as after a rollback. */
    private static List<String> logGroups(ScalingStage stage) {
        return ProjectFiles.committedTemplate(stage).resources("AWS::Logs::LogGroup").stream()
                .filter(group -> group.has("LogGroupName"))
                .map(group -> TemplateText.of(group.at("/LogGroupName")).replace("${AWS::StackName}", "scaling-stages"))
                .toList();
    }

    @ParameterizedTest(name = "a table that is ready for {0} read units: {1}")
    @CsvSource({"12000, ok", "30000, ok", "30001, problem"})
    void asksWhetherATableIsReadyForMoreThanTheTemplateSays(int units, String result) {
        String id = ProjectFiles.committedTemplate(ScalingStage.DATA_PLATFORM)
                .first("AWS::DynamoDB::Table", table -> table.has("WarmThroughput"))
                .logicalId();
        String resource =
                "{'LogicalResourceId':'%s','PhysicalResourceId':'counters','ResourceStatus':'CREATE_COMPLETE'}";
        aws.answers(
                        "cloudformation list-stack-resources",
                        "{'StackResourceSummaries':[" + resource.formatted(id) + "]}")
                .answers(
                        "dynamodb describe-table", "{'Table':{'WarmThroughput':{'ReadUnitsPerSecond':" + units + "}}}");

        Sandbox.Result run = check(6);

        assertThat(run.out().lines().filter(line -> line.contains("read units of " + id)))
                .singleElement(STRING)
                .startsWith(result);
        assertThat(run.out().contains("set countersReadUnits to " + units)).isEqualTo(result.equals("problem"));
    }

    @ParameterizedTest(name = "{0} with {1} is no problem")
    @CsvSource({"database, 8.4.9", "database, 8.4.10", "replica-1, 8.4.10", "replica-1, 8.4.40"})
    void takesDatabasesThatMayBecomeWhatIsWanted(String name, String version) {
        aws.answers("rds describe-db-instances", AccountThatHasAll.running(name, version))
                .answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf(name));

        assertThat(check(4).out())
                .contains("1 at the template's version or below")
                .doesNotContain("problem ");
    }

    @Test
    void aVersionThatIsNotToldIsUnknown() {
        aws.answers("rds describe-db-instances", AccountThatHasAll.running("database", ""))
                .answers("cloudformation list-stack-resources", AccountThatHasAll.stackOf("database"));

        assertThat(check(2).fails().lines("unknown "))
                .singleElement(STRING)
                .contains("it is not known whether scaling-stages-database is newer");
    }

    @ParameterizedTest
    @CsvSource({
        "1, L-1216C47A, processors, 2 needed",
        "6, L-1216C47A, processors, 454 needed",
        "1, L-0263D0A3, Elastic IP, '1 needed, 0 used'",
        "1, L-F678F1CE, VPCs, '1 needed, 1 used'",
        "6, L-7B6409FD, database instances, 13 needed",
        "6, L-29B6F2EB, interface endpoints, 8 needed",
        "6, L-DFE45DF3, cache nodes, 12 needed",
        "6, L-CF0CBE56, read units of one table, 30000 needed",
        "6, L-53DA6B97, application load balancers, 2 needed",
        "6, L-69A177A2, network load balancers, 1 needed",
        "6, L-0EA8095F, rules of one security group, needed"
    })
    void comparesEachQuotaWithTheTemplatesMaxima(int stage, String code, String name, String sum) {
        aws.answers("service-quotas get-service-quota@" + code, AccountThatHasAll.quota(0));

        Sandbox.Result result = check(stage).fails();

        assertThat(result.lines("problem "))
                .as(result.out())
                .singleElement(STRING)
                .contains("quota of " + name, sum, ", 0 allowed", "--quota-code " + code);
    }

    @Test
    void countsWhatOthersUseAndNotTheStackItself() {
        String tags = "'Tags':[{'Key':'aws:cloudformation:stack-name','Value':'%s'}]";
        String server = "{'InstanceType':'m7g.large','CpuOptions':{'CoreCount':2,'ThreadsPerCore':1},%s}";
        aws.answers(
                "ec2 describe-instances",
                "{'Reservations':[{'Instances':[%s,%s]}]}"
                        .formatted(
                                server.formatted(tags.formatted("scaling-stages")),
                                server.formatted(tags.formatted("b"))));

        assertThat(check(3).out()).containsPattern("processors .* 24 needed, 2 used by others, 1000 allowed");
    }

    @Test
    void takesAwsOwnDefaultWhereTheAccountHasNoQuotaOfItsOwn() {
        aws.answers("service-quotas get-service-quota", "error NoSuchResourceException none")
                .answers("service-quotas get-aws-default-service-quota", AccountThatHasAll.quota(5));

        assertThat(check(1).out()).contains("2 needed, 0 used by others, 5 allowed");
    }

    private static final String THROUGH_S3 =
            "'StringEquals':{'kms:CallerAccount':'111122223333','kms:ViaService':['s3.us-east-1.amazonaws.com']}";

    private void keyOfOnesOwn(String policy) {
        aws.answers(
                "s3api get-bucket-encryption",
                AccountThatHasAll.encryption("'KMSMasterKeyID':'arn:aws:kms:us-east-1:111122223333:key/1'"));
        aws.answers("kms get-key-policy", policy);
    }

    @Test
    void takesTheKeyThatTheBootstrapMakes() {
        keyOfOnesOwn(AccountThatHasAll.keyPolicy("'AWS':'*'", THROUGH_S3));

        assertThat(check(3).succeeds().out()).contains("whose policy lets the account's roles read through S3");
        assertThat(aws.calls("get-key-policy"))
                .containsExactly("kms get-key-policy --key-id arn:aws:kms:us-east-1:111122223333:key/1 --policy-name"
                        + " default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'AWS':'111122223333' | 'StringEquals':{'kms:CallerAccount':'111122223333',\
            'kms:ViaService':['s3.us-east-1.amazonaws.com']}
            'Service':'s3.amazonaws.com' | ``
            'AWS':'*' | 'StringEquals':{'kms:CallerAccount':'999999999999'}
            'AWS':'*' | 'StringEquals':{'kms:ViaService':'s3.eu-west-1.amazonaws.com'}
            'AWS':'*' | 'StringEquals':{'aws:PrincipalTag/team':'a'}
            'AWS':'*' | 'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/cdk-*'}
            """)
    void objectsToAKeyThatServersMayNotUse(String principal, String condition) {
        keyOfOnesOwn(AccountThatHasAll.keyPolicy(principal, condition));

        assertThat(check(3).fails().lines("problem "))
                .singleElement(STRING)
                .contains("servers may not use your key", "kms:ViaService s3.us-east-1.amazonaws.com");
    }

    @Test
    void whoMayNotReadThePolicyIsToldThatNobodyKnows() {
        keyOfOnesOwn("error AccessDeniedException not allowed");

        assertThat(check(3).lines("unknown ")).singleElement(STRING).contains("lack the permission");
    }

    @Test
    void aDenialIsLeftToTheReader() {
        keyOfOnesOwn(AccountThatHasAll.keyPolicy("'AWS':'*'", THROUGH_S3).replace("Allow", "Deny"));

        assertThat(check(3).lines("unknown ")).singleElement(STRING).contains("denies decryption");
    }
}

package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.mayBe;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.told;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.whoMay;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S6.1: old rows leave MySQL for S3 and Redshift every night, and nothing is deleted before it is counted there. */
class DataPlatformHistoryTest {
    private static final String STATEMENT = "PolicyDocument/Statement";

    @Test
    @Row("S6.1")
    @DisplayName("every night a schedule asks the workers, by a queue, to archive what is too old")
    void aScheduleAsksTheWorkersEveryNight() {
        DataPlatformHistory.runsNightly(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(schedule(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.1")
    @DisplayName("workers write rows to a store that keeps every version, and can take nothing back")
    void nothingLeavesTheArchive() {
        DataPlatformHistory.keepsEveryVersion(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(archive(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.1")
    @DisplayName("the warehouse loads from that store, and workers count there before they delete")
    void theWarehouseLoadsAndCounts() {
        assertThat(loading(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.1")
    @DisplayName("nothing connects to the warehouse, it is encrypted and kept, its password is AWS's")
    void theWarehouseIsClosed() {
        DataPlatformHistory.warehouseIsClosed(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(warehouse(DataPlatformParts.template())).isEmpty();
    }

    @Mutants
    @Row("S6.1")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(DataPlatformHistory::runsNightly)
                        .and(CdkTemplates.check(DataPlatformHistory::keepsEveryVersion))
                        .and(CdkTemplates.check(DataPlatformHistory::warehouseIsClosed))
                        .and(DataPlatformHistoryTest::schedule)
                        .and(DataPlatformHistoryTest::archive)
                        .and(DataPlatformHistoryTest::loading)
                        .and(DataPlatformHistoryTest::warehouse));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                mutant(all -> nightly(all), set("State", "DISABLED"), "Expected ENABLED but received DISABLED"),
                mutant(all -> nightly(all), set("Target/Input", "{\"retentionDays\":7}"), "not old"),
                mutant(all -> bucket(all), remove("VersioningConfiguration"), "type AWS::S3::Bucket, but none match"),
                mutant(
                        all -> bucket(all),
                        set("LifecycleConfiguration/Rules/-", Map.of("ExpirationInDays", 400)),
                        "Expected 0 resources of type AWS::S3::Bucket"),
                mutant(
                        all -> policies(all, WORKER).get(0),
                        set(STATEMENT + "/0", Map.of("Effect", "Allow", "Action", "s3:DeleteObject", "Resource", "*")),
                        "may s3:DeleteObject"),
                mutant(all -> removeFromWorkers(all, "sqs:SendMessage"), "may not ask for the rest"),
                new Mutant(
                        "workers cannot see what a query counted",
                        all -> removeFromWorkers(all, "redshift-data:GetStatementResult"),
                        "may not redshift-data:GetStatementResult"),
                mutant(all -> namespace(all), set("IamRoles", List.of()), "does not have the role"),
                mutant(all -> workgroup(all), set("PubliclyAccessible", true), "\"PubliclyAccessible\": true"),
                mutant(all -> all.open(securityGroup(all), 5439, "10.0.0.0/8"), "connect to the warehouse"),
                mutant(all -> workgroup(all), set("ConfigParameters", List.of()), "Could not match arrayWith pattern"),
                mutant(all -> namespace(all), remove("KmsKeyId"), "Missing key 'KmsKeyId'"),
                mutant(
                        all -> namespace(all),
                        set("/UpdateReplacePolicy", "Delete"),
                        "Expected Retain but received Delete"));
    }

    private static List<String> schedule(CloudTemplate template) {
        Resource nightly = nightly(template);
        Resource queue = template.target(nightly.at("/Target/Arn"));
        String days = told(template, WORKER, "RETENTION_DAYS");
        return new Violations()
                .unless(
                        queue.equals(toldResource(template, WORKER, "ARCHIVE_QUEUE_URL")),
                        "the schedule asks nobody that works")
                .unless(
                        mayBe(template, template.target(nightly.at("/Target/RoleArn")), "sqs:SendMessage", arn(queue)),
                        "the schedule may not ask")
                .unless(
                        nightly.at("/Target/Input").asText().contains("\"retentionDays\":" + days + "}"),
                        "the schedule asks for rows that are not old for the workers")
                .unless(may(template, WORKER, "sqs:ReceiveMessage", arn(queue)), "workers may not take the request")
                .unless(may(template, WORKER, "sqs:SendMessage", arn(queue)), "workers may not ask for the rest")
                .unless(
                        may(template, WORKER, "kms:GenerateDataKey", TemplateText.of(queue.at("/KmsMasterKeyId"))),
                        "workers may not encrypt what asks for the rest");
    }

    private static List<String> archive(CloudTemplate template) {
        Resource bucket = bucket(template);
        String objects = arn(bucket) + "/*";
        Violations violations = new Violations()
                .unless(bucket.isOf("jobs"), "rows go to a bucket that is no archive")
                .unless(may(template, WORKER, "s3:PutObject", objects), "workers may not archive");
        for (String action : List.of("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutLifecycleConfiguration")) {
            for (String component : whoMay(template, action, objects)) {
                violations.unless(false, component + " may " + action + " in the archive");
            }
        }
        return violations;
    }

    private static List<String> loading(CloudTemplate template) {
        Resource role = toldResource(template, WORKER, "WAREHOUSE_ROLE_ARN");
        Resource workgroup = workgroup(template);
        Resource bucket = bucket(template);
        List<String> trusted = TemplateText.each(role.at("/AssumeRolePolicyDocument/Statement/0/Principal/Service"));
        Violations violations = new Violations()
                .unless(
                        namespace(template).refersTo("/IamRoles", role),
                        "the warehouse does not have the role that workers name")
                .unless(
                        trusted.containsAll(List.of("redshift.amazonaws.com", "redshift-serverless.amazonaws.com")),
                        "Redshift cannot take the role, it trusts only " + trusted)
                .unless(mayBe(template, role, "s3:GetObject", arn(bucket) + "/*"), "the warehouse may not read rows")
                .unless(mayBe(template, role, "s3:ListBucket", arn(bucket)), "the warehouse may not list rows")
                .unless(
                        mayBe(
                                template,
                                role,
                                "kms:Decrypt",
                                TemplateText.of(bucket.at(
                                        "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault"
                                                + "/KMSMasterKeyID"))),
                        "the warehouse may not decrypt rows")
                .unless(
                        !workgroup.at("/EnhancedVpcRouting").asBoolean() || reachesS3(template),
                        "the warehouse's way to S3 is its security group's, which leads nowhere");
        String arn = "${" + workgroup.logicalId() + ".Workgroup.WorkgroupArn}";
        for (String action : List.of(
                "redshift-data:ExecuteStatement",
                "redshift-data:DescribeStatement",
                "redshift-data:GetStatementResult",
                "redshift-serverless:GetCredentials")) {
            violations.unless(may(template, WORKER, action, arn), "workers may not " + action);
        }
        return violations;
    }

    private static List<String> warehouse(CloudTemplate template) {
        Resource namespace = namespace(template);
        Violations violations = new Violations()
                .unless(
                        SecurityGroupRules.ingress(template, securityGroup(template))
                                .isEmpty(),
                        "something may connect to the warehouse, which is asked by the Data API only");
        for (String log : TemplateText.each(namespace.at("/LogExports"))) {
            String name = "/aws/redshift/" + TemplateText.of(namespace.at("/NamespaceName")) + "/" + log;
            violations.unless(
                    template.resources("AWS::Logs::LogGroup").stream()
                            .anyMatch(group ->
                                    TemplateText.of(group.at("/LogGroupName")).equals(name)),
                    "Redshift makes " + name + " by itself, kept for ever and not encrypted");
        }
        return violations;
    }

    private static boolean reachesS3(CloudTemplate template) {
        return SecurityGroupRules.egress(template, securityGroup(template)).stream()
                .anyMatch(rule -> rule.from() == 443 && rule.peer().startsWith("pl-"));
    }

    private static Resource nightly(CloudTemplate template) {
        return template.only("AWS::Scheduler::Schedule");
    }

    private static Resource bucket(CloudTemplate template) {
        return toldResource(template, WORKER, "ARCHIVE_BUCKET");
    }

    private static Resource workgroup(CloudTemplate template) {
        return toldResource(template, WORKER, "WAREHOUSE_WORKGROUP");
    }

    private static Resource namespace(CloudTemplate template) {
        return template.target(workgroup(template).at("/NamespaceName"));
    }

    private static Resource securityGroup(CloudTemplate template) {
        return template.target(workgroup(template).at("/SecurityGroupIds"));
    }

    private static void removeFromWorkers(CloudTemplate template, String action) {
        policies(template, WORKER)
                .forEach(policy -> template.mutate(policy, replace(STATEMENT, quoted(action), quoted("none:None"))));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}

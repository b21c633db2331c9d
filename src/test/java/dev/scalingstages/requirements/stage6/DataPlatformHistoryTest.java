package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.configured;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.mayBe;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.whoMay;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.1: old rows leave MySQL for S3 and Redshift every night, and nothing is deleted before it is counted there. */
class DataPlatformHistoryTest {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String NAMESPACE = "AWS::RedshiftServerless::Namespace";
    private static final String SCHEDULE = "AWS::Scheduler::Schedule";

    private static final String STATEMENT = "PolicyDocument/Statement";

    @Test
    @Row("S6.1")
    void aScheduleAsksTheWorkersEveryNight() {
        runsNightly(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(schedule(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.1")
    @DisplayName("rows are in a store in which nothing expires, and workers can take nothing back")
    void nothingLeavesTheArchive() {
        neverExpires(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
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
    void nothingConnectsToTheWarehouseAndItsPasswordIsOfAws() {
        passwordIsOfAws(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(warehouse(DataPlatformParts.template())).isEmpty();
    }

    @TestFactory
    @Row("S6.1")
    DynamicNode checksObjectTo() {
        return caughtBy(
                CdkTemplates.check(DataPlatformHistoryTest::runsNightly)
                        .and(CdkTemplates.check(DataPlatformHistoryTest::neverExpires))
                        .and(CdkTemplates.check(DataPlatformHistoryTest::passwordIsOfAws))
                        .and(DataPlatformHistoryTest::schedule)
                        .and(DataPlatformHistoryTest::archive)
                        .and(DataPlatformHistoryTest::loading)
                        .and(DataPlatformHistoryTest::warehouse),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> nightly(all), set("State", "DISABLED"), "Expected ENABLED but received DISABLED"),
                mutant(all -> nightly(all), set("Target/Input", "{\"retentionDays\":7}"), "not old"),
                mutant(
                        all -> bucket(all),
                        set("LifecycleConfiguration/Rules/-", Map.of("ExpirationInDays", 400)),
                        "Expected 0 resources of type AWS::S3::Bucket"),
                mutant(
                        all -> policies(all, WORKER).get(0),
                        set(STATEMENT + "/0", Map.of("Effect", "Allow", "Action", "s3:DeleteObject", "Resource", "*")),
                        "may s3:DeleteObject"),
                mutant(
                        all -> all.forbid(fleet(all, WORKER).role(), "redshift-data:GetStatementResult"),
                        "workers may not"),
                mutant(all -> namespace(all), remove("ManageAdminPassword"), "Missing key 'ManageAdminPassword'"),
                mutant(all -> namespace(all), set("IamRoles", List.of()), "does not have the role"),
                mutant(all -> all.open(securityGroup(all), 5439, "10.0.0.0/8"), "connect to the warehouse"));
    }

    private static List<String> schedule(CloudTemplate template) {
        Resource nightly = nightly(template);
        Resource queue = template.target(nightly.at("/Target/Arn"));
        String days = configured(template, WORKER, "RETENTION_DAYS");
        return new Violations()
                .unless(
                        queue.equals(toldResource(template, WORKER, "ARCHIVE_QUEUE_URL")),
                        "the schedule asks nobody that works")
                .unless(
                        mayBe(template, template.target(nightly.at("/Target/RoleArn")), "sqs:SendMessage", arn(queue)),
                        "the schedule may not ask")
                .unless(
                        nightly.text("/Target/Input").contains("\"retentionDays\":" + days + "}"),
                        "the schedule asks for rows that are not old for the workers")
                .unless(
                        may(template, WORKER, "kms:GenerateDataKey", TemplateText.of(queue.at("/KmsMasterKeyId"))),
                        "workers may not encrypt what asks for the rest");
    }

    private static List<String> archive(CloudTemplate template) {
        Resource bucket = bucket(template);
        String objects = arn(bucket) + "/*";
        Violations violations = new Violations().unless(bucket.isOf("jobs"), "rows go to a bucket that is no archive");
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

    static void runsNightly(Template template) {
        template.resourceCountIs(SCHEDULE, 1);
        template.hasResourceProperties(
                SCHEDULE,
                object(
                        entry("State", "ENABLED"),
                        entry("ScheduleExpression", Match.stringLikeRegexp("^cron\\(\\d+ \\d+ \\* \\* \\? \\*\\)$")),
                        entry(
                                "Target/Input",
                                Match.serializedJson(Match.objectLike(Map.of("retentionDays", Match.anyValue()))))));
    }

    static void neverExpires(Template template) {
        template.resourcePropertiesCountIs(BUCKET, Map.of("Tags", component("jobs")), 1);
        for (String expiration : List.of("Expiration", "ExpirationInDays", "ExpirationDate")) {
            template.resourcePropertiesCountIs(
                    BUCKET,
                    object(
                            entry("Tags", component("jobs")),
                            entry("LifecycleConfiguration/Rules", with(Map.of(expiration, Match.anyValue())))),
                    0);
        }
    }

    /** Its password is AWS's; that it is encrypted, kept, private and asked by TLS X1, X3 and X4 say. */
    static void passwordIsOfAws(Template template) {
        template.resourceCountIs(NAMESPACE, 1);
        template.hasResourceProperties(
                NAMESPACE, Map.of("ManageAdminPassword", true, "AdminUserPassword", Match.absent()));
    }
}

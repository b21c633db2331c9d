package dev.scalingstages.requirements.stage2;

import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.snapshots.TemplateDifferences;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class SeparateStorageTest {
    private final CloudTemplate template = Templates.of(SEPARATE_STORAGE);
    private final Resource server = template.only("AWS::EC2::Instance");
    private final Resource database = template.only("AWS::RDS::DBInstance");
    private final Resource content = template.only("AWS::S3::Bucket", "content");
    private final String userData = TemplateText.of(server.at("/UserData"));
    private final Template cdk = CdkTemplates.of(SEPARATE_STORAGE);

    @Test
    @Row("S2.1")
    void mysqlRunsOnRdsAndTheServerStaysWhereItWas() {
        cdk.resourceCountIs("AWS::RDS::DBInstance", 1);
        cdk.hasResourceProperties("AWS::RDS::DBInstance", Map.of("Engine", "mysql"));
        assertThat(SubnetRoutes.subnets(
                        template,
                        template.target(database.at("/DBSubnetGroupName")).at("/SubnetIds")))
                .as("one subnet without a way out in each zone")
                .hasSize(3)
                .noneMatch(subnet -> SubnetRoutes.leadsOut(template, subnet));
        Resource before = Templates.of(SINGLE_SERVER).only("AWS::EC2::Instance");
        assertThat(server.logicalId()).as("it is the same server").isEqualTo(before.logicalId());
        for (String fixed :
                new String[] {"/SubnetId", "/AvailabilityZone", "/ImageId", "/SecurityGroupIds", "/KeyName"}) {
            assertThat(server.at(fixed)).as("%s", fixed).isEqualTo(before.at(fixed));
        }
        assertThat(SubnetRoutes.leadsOut(template, template.target(server.at("/SubnetId"))))
                .isTrue();
        assertThat(userData)
                .contains("\nDATABASE_HOST=${" + database.logicalId() + ".Endpoint.Address}\n")
                .contains("\nDATABASE_PORT=" + database.text("/Port") + "\n");
    }

    @Test
    @Row("S2.2")
    void contentMovesToABucketThatTheServerReadsAndWrites() {
        String bucket = "${" + content.logicalId() + "}";
        String objects = "${" + content.logicalId() + ".Arn}/";
        assertThat(userData).contains("\nCONTENT_BUCKET=" + bucket + "\n");
        Resource role = ServerFleet.roleOf(template, server);
        assertThat(RolePermissions.resources(template, role, "s3:GetObject"))
                .contains(objects + "uploads/*", objects + "photos/*");
        assertThat(RolePermissions.resources(template, role, "s3:PutObject"))
                .as("not what the site itself consists of")
                .containsExactlyInAnyOrder(
                        objects + "asked", objects + "incoming/*", objects + "uploads/*", objects + "photos/*");
        assertThat(RolePermissions.resources(template, role, "kms:GenerateDataKey"))
                .as("the server may use the key of the bucket")
                .containsExactly(
                        "${" + template.target(content.at("/BucketEncryption")).logicalId() + ".Arn}");
    }

    @Test
    @Row("S2.2")
    @DisplayName("lifecycle rules end what nobody needs, and make cheap what is seldom read")
    void lifecycleRules() {
        cdk.hasResourceProperties(
                "AWS::S3::Bucket",
                Map.ofEntries(
                        entry("Tags", component("content")),
                        entry(
                                "LifecycleConfiguration",
                                Map.of(
                                        "Rules",
                                        List.of(
                                                keeping("NoncurrentVersionExpiration", Match.anyValue()),
                                                // What waits to be judged, and nothing else, goes by itself.
                                                Match.objectLike(object(
                                                        entry("Prefix", "incoming/"),
                                                        entry("ExpirationInDays", 15),
                                                        entry("NoncurrentVersionExpiration/NoncurrentDays", 1))),
                                                keeping(
                                                        "Transitions",
                                                        with(Map.of("StorageClass", "INTELLIGENT_TIERING"))),
                                                keeping("AbortIncompleteMultipartUpload", Match.anyValue()))))));
    }

    @Test
    @Row("S2.3")
    void theServerScalesByASettingThatChangesNothingOfTheDatabase() {
        CloudTemplate bigger = LiveStack.of(SEPARATE_STORAGE, Map.of("serverInstanceType", "c7g.4xlarge"));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactly("/Resources/" + server.logicalId() + "/Properties/InstanceType");
    }

    @Test
    @Row("S2.3")
    void theDatabaseScalesByASettingThatChangesNothingOfTheServer() {
        CloudTemplate bigger = LiveStack.of(SEPARATE_STORAGE, Map.of("databaseInstanceClass", "db.r7g.4xlarge"));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactlyInAnyOrder(
                        "/Resources/" + database.logicalId() + "/Properties/DBInstanceClass",
                        // What is little memory goes by how much there is.
                        "/Resources/" + memoryAlarm() + "/Properties/Threshold");
    }

    private String memoryAlarm() {
        return template.first(
                        "AWS::CloudWatch::Alarm",
                        alarm -> alarm.properties().toString().contains("FreeableMemory"))
                .logicalId();
    }

    @Test
    @Row("S2.6")
    void theDatabaseExportsSlowStatementsAndHasOurOwnParameters() {
        Capture family = new Capture();
        cdk.hasResourceProperties("AWS::RDS::DBParameterGroup", Map.of("Family", family));
        cdk.hasResourceProperties(
                "AWS::RDS::DBInstance",
                Map.ofEntries(
                        entry("DBParameterGroupName", ref(cdk.getResourceId("AWS::RDS::DBParameterGroup"))),
                        entry("EnableCloudwatchLogsExports", Match.arrayWith(List.of("slowquery"))),
                        entry(
                                "EngineVersion",
                                Match.stringLikeRegexp("^"
                                        + family.asString()
                                                .replaceFirst("^mysql", "")
                                                .replace(".", "\\.") + "\\."))));
    }

    @Test
    @Row("S2.6")
    @DisplayName("buffer pool and connection limit are settings, and change the group in place")
    void bufferPoolAndConnectionLimitAreSettings() {
        CloudTemplate tuned = LiveStack.of(
                SEPARATE_STORAGE, Map.of("databaseBufferPoolPercent", 60, "databaseMaximumConnections", 150));
        String group =
                "/Resources/" + template.only("AWS::RDS::DBParameterGroup").logicalId() + "/Properties";
        Set<String> changed = new TreeSet<>();
        TemplateDifferences.between(template.json(), tuned.json()).forEach(each -> changed.add(each.pointer()));
        assertThat(changed)
                .contains(group + "/Parameters/innodb_buffer_pool_size", group + "/Parameters/max_connections");
        assertThat(changed)
                .as("besides the parameters, only the alarm on connections knows the limit")
                .allMatch(pointer -> pointer.startsWith(group + "/Parameters/") || pointer.endsWith("/Threshold"));
        assertThat(tuned.json()
                        .at(group + "/Parameters/innodb_buffer_pool_size")
                        .asText())
                .isEqualTo("{DBInstanceClassMemory*60/100}");
    }

    @StagesFrom(2)
    @Row({"S2.6", "S6.7"})
    void parameterGroupsNameWhatTuningNeeds(ScalingStage stage) {
        CdkTemplates.of(stage)
                .allResourcesProperties(
                        "AWS::RDS::DBParameterGroup",
                        object(
                                entry("Parameters/slow_query_log", "1"),
                                // 0.05 to 1 second
                                entry(
                                        "Parameters/long_query_time",
                                        Match.stringLikeRegexp("^(0\\.(0[5-9]|[1-9])\\d*|1(\\.0*)?)$")),
                                // Tables would grow in the database.
                                entry("Parameters/log_output", "FILE"),
                                entry(
                                        "Parameters/innodb_buffer_pool_size",
                                        Match.stringLikeRegexp("^\\{DBInstanceClassMemory\\*\\d\\d/100}$")),
                                entry("Parameters/max_connections", Match.stringLikeRegexp("^[1-9]\\d*$"))));
    }

    @StagesFrom(2)
    @Row({"S2.6", "S6.7"})
    void everyLaterStageHasTheSameGroup(ScalingStage stage) {
        CloudTemplate later = Templates.of(stage);
        Resource group = template.only("AWS::RDS::DBParameterGroup");
        Resource same = later.only("AWS::RDS::DBParameterGroup", "database-tier");
        assertThat(same.logicalId()).isEqualTo(group.logicalId());
        CdkTemplates.of(stage)
                .hasResourceProperties(
                        "AWS::RDS::DBParameterGroup",
                        Map.ofEntries(
                                entry("Tags", component("database-tier")),
                                entry("Family", group.text("/Family")),
                                entry("Description", group.text("/Description"))));
        assertThat(later.resources("AWS::RDS::DBInstance"))
                .filteredOn(database -> !database.isOf("accounts"))
                .allSatisfy(database -> assertThat(later.target(database.at("/DBParameterGroupName")))
                        .isEqualTo(same));
    }

    @Test
    @Row("S6.7")
    @DisplayName("one document tells the timeline's read model, its indexes, and the reason of each parameter")
    void theReadModelIsWrittenDown() throws IOException {
        Capture group = new Capture();
        CdkTemplates.of(DATA_PLATFORM)
                .hasResourceProperties(
                        "AWS::RDS::DBParameterGroup", Map.of("Tags", component("database-tier"), "Parameters", group));
        Set<String> parameters = group.asObject().keySet();
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".md")).filter(file -> {
                        String text = ProjectFiles.text(file).toLowerCase(Locale.ROOT);
                        return Stream.of("timeline", "denormali", "index").allMatch(text::contains)
                                && parameters.stream().allMatch(text::contains);
                    }))
                    .as("a document below docs/ about the timeline, its indexes and %s", parameters)
                    .isNotEmpty();
        }
    }

    /** A lifecycle rule that is on and does one thing, which is not to remove what users keep. */
    private static Map<String, Object> keeping(String action, Object value) {
        return Map.ofEntries(
                entry("Status", "Enabled"),
                entry(action, value),
                entry("ExpirationInDays", Match.absent()),
                entry("ExpirationDate", Match.absent()));
    }
}

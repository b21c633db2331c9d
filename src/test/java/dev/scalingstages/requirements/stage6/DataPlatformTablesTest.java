package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.mayBe;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.watching;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
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

/** S6.8: DynamoDB for what is read by key and very hot. */
class DataPlatformTablesTest {
    private static final String TABLE = "AWS::DynamoDB::Table";

    @Test
    @Row("S6.8")
    void tablesAreOnDemand() {
        areOnDemand(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @Test
    @Row("S6.8")
    @DisplayName("each kind of server has the tables' key, and a way to DynamoDB besides that to S3")
    void serversReachTables() {
        assertThat(access(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.8")
    void someoneIsToldOfAKeyHotterThanAPartitionCanServe() {
        areWatched(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @TestFactory
    @Row("S6.8")
    DynamicNode checksObjectTo() {
        return caughtBy(
                CdkTemplates.check(DataPlatformTablesTest::areOnDemand)
                        .and(CdkTemplates.check(DataPlatformTablesTest::areWatched))
                        .and(DataPlatformTablesTest::access),
                ScalingStage.DATA_PLATFORM,
                mutant(all -> counters(all), set("BillingMode", "PROVISIONED"), "but only 1 match"),
                mutant(all -> all.forbid(fleet(all, WORKER).role(), "kms:Decrypt"), "worker may not use the"),
                mutant(all -> all.drop(wayToAGateway(all)), "read-api has no way to DynamoDB"),
                new Mutant(
                        "nobody is told of throttling",
                        all -> AlarmMetrics.watching(all, "WriteThrottleEvents", counters(all))
                                .forEach(alarm -> all.mutate(alarm, set("AlarmActions", List.of()))),
                        "Could not match arrayWith pattern"));
    }

    private static void areOnDemand(Template template) {
        assertThat(template.findResources(TABLE)).hasSizeGreaterThanOrEqualTo(2);
        template.allResourcesProperties(TABLE, Map.of("BillingMode", "PAY_PER_REQUEST"));
    }

    private static void areWatched(Template template) {
        Map<String, Object> topic = ref(template.getResourceId("AWS::SNS::Topic"));
        for (String table : template.findResources(TABLE).keySet()) {
            // CloudWatch has these two by table; ThrottledRequests it has only by table and operation.
            for (String metric : List.of("ReadThrottleEvents", "WriteThrottleEvents")) {
                template.hasResourceProperties(
                        "AWS::CloudWatch::Alarm",
                        Map.ofEntries(
                                entry(
                                        "Metrics",
                                        watching(object(
                                                entry("MetricName", metric),
                                                entry("Dimensions/0/Name", "TableName"),
                                                entry("Dimensions/0/Value", ref(table))))),
                                entry("AlarmActions", Match.arrayWith(List.of(topic)))));
            }
        }
    }

    /** What they may do with the tables, and that none scans them, is X5's. */
    private static List<String> access(CloudTemplate template) {
        return Violations.ofEach(List.of(WRITE_API, READ_API, WORKER), (violations, component) -> {
            ServerFleet fleet = fleet(template, component);
            String key = TemplateText.of(counters(template).at("/SSESpecification/KMSMasterKeyId"));
            long gateways = SecurityGroupRules.egress(template, fleet.securityGroup()).stream()
                    .map(SecurityGroupRules.Rule::peer)
                    .filter(peer -> peer.startsWith("pl-"))
                    .distinct()
                    .count();
            violations
                    .unless(
                            mayBe(template, fleet.role(), "kms:Decrypt", key),
                            component + " may not use the tables' key")
                    .unless(gateways == 2, component + " has no way to DynamoDB besides that to S3");
        });
    }

    private static Resource wayToAGateway(CloudTemplate template) {
        Resource group = fleet(template, READ_API).securityGroup();
        return template.first(
                "AWS::EC2::SecurityGroupEgress",
                rule -> rule.refersTo("/GroupId", group) && rule.has("DestinationPrefixListId"));
    }

    private static Resource counters(CloudTemplate template) {
        return toldResource(template, WRITE_API, "COUNTERS_TABLE");
    }
}

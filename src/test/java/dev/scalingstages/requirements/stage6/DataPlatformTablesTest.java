package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.requirements.stage6.DataPlatformParts.READ_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WORKER;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.WRITE_API;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.arn;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.fleet;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.may;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.mayBe;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.policies;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.toldResource;
import static dev.scalingstages.requirements.stage6.DataPlatformParts.whoMay;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.watching;
import static dev.scalingstages.testing.TemplateResources.areOf;
import static dev.scalingstages.testing.TemplateResources.retained;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.TemplateValues;
import dev.scalingstages.testing.Violations;
import dev.scalingstages.testing.rules.NetworkRules;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S6.8: DynamoDB for what is read by key and very hot. */
class DataPlatformTablesTest {
    private static final String TABLE = "AWS::DynamoDB::Table";

    @Test
    @Row("S6.8")
    @DisplayName("tables are on demand, restorable to any second, encrypted, and cannot be deleted")
    void tablesAreOnDemandAndRestorable() {
        areRestorable(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @Test
    @Row("S6.8")
    @DisplayName("servers reach the tables by the gateway endpoint, by key, and never scan them")
    void tablesAreReadByKey() {
        haveGateway(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
        assertThat(access(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.8")
    @DisplayName("someone is told when a key is hotter than a partition can serve")
    void throttledRequestsAreWatched() {
        areWatched(CdkTemplates.of(ScalingStage.DATA_PLATFORM));
    }

    @Mutants
    @Row("S6.8")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM,
                CdkTemplates.check(DataPlatformTablesTest::areRestorable)
                        .and(CdkTemplates.check(DataPlatformTablesTest::haveGateway))
                        .and(CdkTemplates.check(DataPlatformTablesTest::areWatched))
                        .and(DataPlatformTablesTest::access));
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                change(set("BillingMode", "PROVISIONED"), "but only 1 match"),
                change(remove("PointInTimeRecoverySpecification"), "but only 1 match"),
                change(remove("SSESpecification/KMSMasterKeyId"), "but only 1 match"),
                change(set("DeletionProtectionEnabled", false), "but only 1 match"),
                change(remove("/DeletionPolicy"), "but only 1 match"),
                mutant(
                        all -> policies(all, READ_API).get(0),
                        set("PolicyDocument/Statement/0/Action", "dynamodb:Scan"),
                        "may dynamodb:Scan"),
                mutant(all -> all.drop(NetworkRules.endpoint(all, "dynamodb")), "Expected .dynamodb but received .s3"),
                mutant(
                        all -> NetworkRules.endpoint(all, "dynamodb"),
                        remove("RouteTableIds/1"),
                        "could not find the following element"),
                new Mutant(
                        "nobody is told of throttling",
                        all -> AlarmMetrics.watching(all, "WriteThrottleEvents", counters(all))
                                .forEach(alarm -> all.mutate(alarm, set("AlarmActions", List.of()))),
                        "Could not match arrayWith pattern"));
    }

    private static void areRestorable(Template template) {
        Capture key = new Capture();
        assertThat(template.findResources(TABLE)).hasSizeGreaterThanOrEqualTo(2);
        template.allResources(
                TABLE,
                retained(object(
                        entry("BillingMode", "PAY_PER_REQUEST"),
                        entry("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", true),
                        entry("SSESpecification/SSEEnabled", true),
                        entry("SSESpecification/KMSMasterKeyId", attribute(key, "Arn")),
                        entry("DeletionProtectionEnabled", true))));
        areOf(template, "AWS::KMS::Key", key);
    }

    /** A way to DynamoDB from every tier. */
    private static void haveGateway(Template template) {
        Capture tiers = new Capture();
        template.hasResourceProperties(
                "AWS::EC2::VPCEndpoint",
                Map.ofEntries(
                        entry("ServiceName", joined("com.amazonaws.", ref("AWS::Region"), ".dynamodb")),
                        entry("VpcEndpointType", "Gateway"),
                        entry("RouteTableIds", tiers)));
        assertThat(tiers.asArray())
                .containsExactlyInAnyOrderElementsOf(template.findResources("AWS::EC2::RouteTable").keySet().stream()
                        .map(TemplateValues::ref)
                        .toList());
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

    private static Mutant change(Edit edit, String objection) {
        return mutant(all -> counters(all), edit, objection);
    }

    private static List<String> access(CloudTemplate template) {
        Violations violations = new Violations();
        for (String component : List.of(WRITE_API, READ_API, WORKER)) {
            Resource counters = toldResource(template, component, "COUNTERS_TABLE");
            violations
                    .unless(may(template, component, "dynamodb:GetItem", arn(counters)), component + " cannot read")
                    .unless(
                            may(template, component, "dynamodb:UpdateItem", arn(counters))
                                    != component.equals(READ_API),
                            component + " counts although it should not, or the other way round")
                    .unless(
                            mayBe(
                                    template,
                                    fleet(template, component).role(),
                                    "kms:Decrypt",
                                    TemplateText.of(counters.at("/SSESpecification/KMSMasterKeyId"))),
                            component + " may not use the tables' key")
                    .unless(
                            SecurityGroupRules.egress(
                                                    template,
                                                    fleet(template, component).securityGroup())
                                            .stream()
                                            .filter(rule -> rule.peer().startsWith("pl-"))
                                            .map(SecurityGroupRules.Rule::peer)
                                            .distinct()
                                            .count()
                                    == 2,
                            component + " has no way to DynamoDB besides that to S3");
        }
        for (Resource table : template.resources("AWS::DynamoDB::Table")) {
            for (String action : List.of("dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable")) {
                for (String component : whoMay(template, action, arn(table))) {
                    violations.unless(false, component + " may " + action);
                }
            }
        }
        return violations;
    }

    private static Resource counters(CloudTemplate template) {
        return toldResource(template, WRITE_API, "COUNTERS_TABLE");
    }
}

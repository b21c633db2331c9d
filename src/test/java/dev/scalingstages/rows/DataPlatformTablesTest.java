package dev.scalingstages.rows;

import static dev.scalingstages.rows.DataPlatformParts.READ_API;
import static dev.scalingstages.rows.DataPlatformParts.WORKER;
import static dev.scalingstages.rows.DataPlatformParts.WRITE_API;
import static dev.scalingstages.rows.DataPlatformParts.arn;
import static dev.scalingstages.rows.DataPlatformParts.isKept;
import static dev.scalingstages.rows.DataPlatformParts.may;
import static dev.scalingstages.rows.DataPlatformParts.mayBe;
import static dev.scalingstages.rows.DataPlatformParts.referring;
import static dev.scalingstages.rows.DataPlatformParts.toldResource;
import static dev.scalingstages.rows.DataPlatformParts.whoMay;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S6.8: DynamoDB for what is read by key and very hot. */
class DataPlatformTablesTest {
    @Test
    @Row("S6.8")
    @DisplayName("tables are on demand, restorable to any second, encrypted, and cannot be deleted")
    void tablesAreOnDemandAndRestorable() {
        CloudTemplate template = DataPlatformParts.template();
        assertThat(template.resources("AWS::DynamoDB::Table")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(tables(template)).isEmpty();
    }

    @Test
    @Row("S6.8")
    @DisplayName("servers reach the tables by the gateway endpoint, by key, and never scan them")
    void tablesAreReadByKey() {
        assertThat(access(DataPlatformParts.template())).isEmpty();
    }

    @Test
    @Row("S6.8")
    @DisplayName("someone is told when a key is hotter than a partition can serve")
    void throttledRequestsAreWatched() {
        assertThat(watched(DataPlatformParts.template())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S6.8")
    @DisplayName("the checks object to weaker tables")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaught(
                DataPlatformParts::template,
                all -> new Violations()
                        .and(tables(all))
                        .and(access(all))
                        .and(watched(all))
                        .found());
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                new Mutant(
                        "fixed capacity",
                        all -> Mutant.put(all, counters(all), "/Properties/BillingMode", "\"PROVISIONED\""),
                        "not on demand"),
                new Mutant(
                        "no point-in-time recovery",
                        all -> Mutant.remove(all, counters(all), "/Properties/PointInTimeRecoverySpecification"),
                        "not restorable"),
                new Mutant(
                        "not our key",
                        all -> Mutant.remove(all, counters(all), "/Properties/SSESpecification/KMSMasterKeyId"),
                        "not encrypted"),
                new Mutant(
                        "no deletion protection",
                        all -> Mutant.put(all, counters(all), "/Properties/DeletionProtectionEnabled", "false"),
                        "may be deleted"),
                new Mutant(
                        "goes with the stack", all -> Mutant.remove(all, counters(all), "/DeletionPolicy"), "not kept"),
                new Mutant(
                        "the read API scans",
                        all -> Mutant.put(
                                all,
                                referring(
                                                all,
                                                "AWS::IAM::ManagedPolicy",
                                                "/Roles",
                                                DataPlatformParts.fleet(all, READ_API)
                                                        .role())
                                        .get(0),
                                "/Properties/PolicyDocument/Statement/0/Action",
                                "\"dynamodb:Scan\""),
                        "may dynamodb:Scan"),
                new Mutant("no gateway endpoint", all -> Mutant.drop(all, endpoint(all)), "no gateway endpoint"),
                new Mutant(
                        "nobody is told of throttling",
                        all -> alarms(all, counters(all))
                                .forEach(alarm -> Mutant.put(all, alarm, "/Properties/AlarmActions", "[]")),
                        "nobody is told"));
    }

    private static List<String> tables(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource table : template.resources("AWS::DynamoDB::Table")) {
            String name = table.logicalId();
            violations
                    .unless(table.at("/BillingMode").asText().equals("PAY_PER_REQUEST"), name + " is not on demand")
                    .unless(
                            table.at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                                    .asBoolean(),
                            name + " is not restorable")
                    .unless(
                            table.at("/SSESpecification/SSEEnabled").asBoolean()
                                    && CloudTemplate.references(table.at("/SSESpecification/KMSMasterKeyId")).stream()
                                            .anyMatch(key -> template.resource(key)
                                                    .type()
                                                    .equals("AWS::KMS::Key")),
                            name + " is not encrypted with our key")
                    .unless(table.at("/DeletionProtectionEnabled").asBoolean(), name + " may be deleted")
                    .unless(isKept(table), name + " is not kept");
        }
        return violations.found();
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
                                    DataPlatformParts.fleet(template, component).role(),
                                    "kms:Decrypt",
                                    TemplateText.of(counters.at("/SSESpecification/KMSMasterKeyId"))),
                            component + " may not use the tables' key")
                    .unless(
                            SecurityGroupRules.egress(
                                                    template,
                                                    DataPlatformParts.fleet(template, component)
                                                            .securityGroup())
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
        boolean everyTier = template.resources("AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> TemplateText.of(endpoint.at("/ServiceName")).endsWith(".dynamodb"))
                .anyMatch(endpoint -> endpoint.at("/VpcEndpointType").asText().equals("Gateway")
                        && new TreeSet<>(CloudTemplate.references(endpoint.at("/RouteTableIds")))
                                .equals(routeTables(template)));
        return violations
                .unless(everyTier, "no gateway endpoint leads to DynamoDB from every tier")
                .found();
    }

    private static List<String> watched(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource table : template.resources("AWS::DynamoDB::Table")) {
            // CloudWatch has these two by table; ThrottledRequests it has only by table and operation.
            for (String metric : List.of("ReadThrottleEvents", "WriteThrottleEvents")) {
                violations.unless(
                        alarms(template, table).stream()
                                .filter(alarm -> !alarm.at("/AlarmActions").isEmpty())
                                .anyMatch(alarm -> alarm.properties().toString().contains("\"" + metric + "\"")),
                        "nobody is told of " + metric + " of " + table.logicalId());
            }
        }
        return violations.found();
    }

    private static Set<String> routeTables(CloudTemplate template) {
        Set<String> tables = new TreeSet<>();
        template.resources("AWS::EC2::RouteTable").forEach(table -> tables.add(table.logicalId()));
        return tables;
    }

    private static List<Resource> alarms(CloudTemplate template, Resource table) {
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> CloudTemplate.references(alarm.properties()).contains(table.logicalId()))
                .toList();
    }

    private static Resource counters(CloudTemplate template) {
        return toldResource(template, WRITE_API, "COUNTERS_TABLE");
    }

    private static Resource endpoint(CloudTemplate template) {
        return template.resources("AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> TemplateText.of(endpoint.at("/ServiceName")).endsWith(".dynamodb"))
                .findFirst()
                .orElseThrow();
    }
}

package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S5.5: five levels of monitoring, and error reporting. */
class AutoscaledMonitoringTest {
    private static final String EMAIL = "operators@example.com";
    private static final String INCIDENTS = "https://incidents.example.com/hook";

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 1, hosts: CPU, memory and disk of each fleet have alarms")
    void hostsAreWatched(ScalingStage stage) {
        assertThat(AutoscaledMonitoringCheck.hosts(Templates.of(stage)))
                .as("hosts")
                .isEmpty();
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 2, aggregate: one dashboard shows load balancers and databases")
    void dashboardShowsLoadBalancersAndDatabases(ScalingStage stage) {
        assertThat(AutoscaledMonitoringCheck.dashboard(Templates.of(stage)))
                .as("aggregate")
                .isEmpty();
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 3, logs: queries over all servers are saved, API calls are recorded")
    void logsAnswerQuestions(ScalingStage stage) {
        assertThat(AutoscaledMonitoringCheck.logs(Templates.of(stage)))
                .as("logs")
                .isEmpty();
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 4, outside: a probe asks the public address, and its silence is an alarm")
    void probeAsksFromOutside(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            assertThat(AutoscaledMonitoringCheck.probe(Templates.of(variant, stage)))
                    .as("probe %s", variant)
                    .isEmpty();
        }
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 5, people: every alarm reaches email and the incident tool")
    void alarmsReachPeople(ScalingStage stage) {
        CloudTemplate template = Templates.of(Variant.EVERY_OPTION, stage);
        assertThat(AutoscaledMonitoringCheck.notifications(template))
                .as("people")
                .isEmpty();
        assertThat(AutoscaledMonitoringCheck.subscriptions(template, EMAIL, INCIDENTS))
                .as("people")
                .isEmpty();
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("error reporting: the error lines that servers write become a metric with an alarm")
    void errorsAreReported(ScalingStage stage) {
        assertThat(AutoscaledMonitoringCheck.errors(Templates.of(stage)))
                .as("errors")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S5.5")
    @DisplayName("the checks object to a level that sees nothing or tells nobody")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaught(
                () -> Templates.of(Variant.EVERY_OPTION, ScalingStage.AUTOSCALED), AutoscaledMonitoringTest::allLevels);
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                new Mutant(
                        "no memory alarm of the read API",
                        template -> Mutant.drop(template, memoryAlarm(template)),
                        "the read-api's mem_used_percent"),
                change("an empty dashboard", "AWS::CloudWatch::Dashboard", "/DashboardBody", "\"{}\"", "lacks the web"),
                change("the trail does not log", "AWS::CloudTrail::Trail", "/IsLogging", "false", "not recorded"),
                change("one region", "AWS::CloudTrail::Trail", "/IsMultiRegionTrail", "false", "other regions"),
                change("no validation", "AWS::CloudTrail::Trail", "/EnableLogFileValidation", "false", "forged"),
                new Mutant(
                        "a trail that is not encrypted",
                        template -> Mutant.remove(
                                template, template.only("AWS::CloudTrail::Trail"), "/Properties/KMSKeyId"),
                        "key of ours"),
                change(
                        "a probe at rest",
                        "AWS::Synthetics::Canary",
                        "/StartCanaryAfterCreation",
                        "false",
                        "not started"),
                change(
                        "a daily probe",
                        "AWS::Synthetics::Canary",
                        "/Schedule/Expression",
                        "\"rate(24 hours)\"",
                        "every few"),
                change(
                        "a probe of another address",
                        "AWS::Synthetics::Canary",
                        "/RunConfig/EnvironmentVariables/URL",
                        "\"https://elsewhere.example\"",
                        "the probe asks"),
                change(
                        "a topic closed to CloudWatch",
                        "AWS::SNS::TopicPolicy",
                        "/PolicyDocument/Statement",
                        "[]",
                        "may not publish"),
                new Mutant(
                        "a key closed to CloudWatch",
                        template -> Mutant.put(
                                template,
                                template.target(AutoscaledMonitoringCheck.topic(template)
                                        .at("/KmsMasterKeyId")),
                                "/Properties/KeyPolicy/Statement",
                                "[]"),
                        "may not encrypt"),
                new Mutant(
                        "an alarm that tells nobody",
                        template -> Mutant.put(template, memoryAlarm(template), "/Properties/AlarmActions", "[]"),
                        "tells nobody"),
                new Mutant(
                        "no incident tool",
                        template -> template.resources("AWS::SNS::Subscription").stream()
                                .filter(each -> each.at("/Protocol").asText().equals("https"))
                                .forEach(each -> Mutant.drop(template, each)),
                        "no incident is opened"),
                new Mutant(
                        "no error metric",
                        template -> template.resources("AWS::Logs::MetricFilter")
                                .forEach(each -> Mutant.drop(template, each)),
                        "the web's errors tell nobody"),
                change(
                        "error lines in capitals only",
                        "AWS::Logs::MetricFilter",
                        "/FilterPattern",
                        "\"?ERROR\"",
                        "not those that its servers write"),
                change(
                        "a detector of no log group",
                        "AWS::Logs::LogAnomalyDetector",
                        "/LogGroupArnList",
                        "[\"*\"]",
                        "unusual lines are not found"));
    }

    private static List<String> allLevels(CloudTemplate template) {
        Violations violations = new Violations();
        Stream.<Function<CloudTemplate, List<String>>>of(
                        AutoscaledMonitoringCheck::hosts,
                        AutoscaledMonitoringCheck::dashboard,
                        AutoscaledMonitoringCheck::logs,
                        AutoscaledMonitoringCheck::probe,
                        AutoscaledMonitoringCheck::notifications,
                        AutoscaledMonitoringCheck::errors)
                .forEach(level -> violations.and(level.apply(template)));
        return violations
                .and(AutoscaledMonitoringCheck.subscriptions(template, EMAIL, INCIDENTS))
                .found();
    }

    private static Mutant change(String name, String type, String property, String json, String objection) {
        return new Mutant(
                name,
                template -> template.resources(type)
                        .forEach(each -> Mutant.put(template, each, "/Properties" + property, json)),
                objection);
    }

    private static Resource memoryAlarm(CloudTemplate template) {
        String group = new ServerFleet(template, "read-api").group().logicalId();
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.at("/MetricName").asText().equals("mem_used_percent"))
                .filter(alarm ->
                        CloudTemplate.references(alarm.at("/Dimensions")).contains(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the read API has no memory alarm"));
    }
}

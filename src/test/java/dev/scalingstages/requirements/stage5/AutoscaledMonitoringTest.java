package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** S5.5: five levels of monitoring, and error reporting. */
class AutoscaledMonitoringTest {
    private static final String CANARY = "AWS::Synthetics::Canary";
    private static final String TRAIL = "AWS::CloudTrail::Trail";

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 1, hosts: CPU, memory and disk of each fleet have alarms")
    void hostsAreWatched(ScalingStage stage) {
        AutoscaledMonitoring.hosts(CdkTemplates.of(stage));
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 2, aggregate: one dashboard shows load balancers and databases")
    void dashboardShowsLoadBalancersAndDatabases(ScalingStage stage) {
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringCheck::dashboard);
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 3, logs: queries over all servers are saved, API calls are recorded")
    void logsAnswerQuestions(ScalingStage stage) {
        AutoscaledMonitoring.logs(CdkTemplates.of(stage));
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringCheck::logs);
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 4, outside: a probe asks the public address, and its silence is an alarm")
    void probeAsksFromOutside(ScalingStage stage) {
        for (Variant variant : Variant.values()) {
            AutoscaledMonitoring.probe(CdkTemplates.of(variant, stage));
        }
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 5, people: every alarm reaches email and the incident tool")
    void alarmsReachPeople(ScalingStage stage) {
        AutoscaledMonitoring.notifications(CdkTemplates.of(Variant.EVERY_OPTION, stage));
        AutoscaledMonitoring.subscriptions(CdkTemplates.of(Variant.EVERY_OPTION, stage));
        new Configuration(Variant.EVERY_OPTION, stage).meets(AutoscaledMonitoringCheck::notifications);
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("error reporting: the error lines that servers write become a metric with an alarm")
    void errorsAreReported(ScalingStage stage) {
        AutoscaledMonitoring.errorLines(CdkTemplates.of(stage));
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringCheck::errors);
    }

    @Mutants
    @Row("S5.5")
    void checksObjectTo(Mutant mutant) {
        mutant.assertCaughtBy(Variant.EVERY_OPTION, ScalingStage.AUTOSCALED, allLevels());
    }

    static Stream<Mutant> checksObjectTo() {
        return Stream.of(
                mutant(all -> all.drop(memoryAlarm(all)), "but none match as expected"),
                change("AWS::CloudWatch::Dashboard", set("DashboardBody", "{}"), "lacks the web"),
                change(TRAIL, set("IsLogging", false), "\"IsLogging\": false"),
                change(TRAIL, set("IsMultiRegionTrail", false), "\"IsMultiRegionTrail\": false"),
                change(TRAIL, set("EnableLogFileValidation", false), "\"EnableLogFileValidation\": false"),
                change(TRAIL, remove("KMSKeyId"), "Missing key 'KMSKeyId'"),
                mutant(all -> all.resources("AWS::Logs::QueryDefinition").forEach(all::drop), "saved queries"),
                change(CANARY, set("StartCanaryAfterCreation", false), "\"StartCanaryAfterCreation\": false"),
                change(CANARY, set("Schedule/Expression", "rate(24 hours)"), "String 'rate(24 hours)'"),
                change(
                        CANARY,
                        set("RunConfig/EnvironmentVariables/URL", "https://elsewhere.example"),
                        "but received https://elsewhere.example"),
                change("AWS::SNS::TopicPolicy", set("PolicyDocument/Statement", List.of()), "may not publish"),
                mutant(
                        all -> all.target(AutoscaledMonitoringCheck.topic(all).at("/KmsMasterKeyId")),
                        set("KeyPolicy/Statement", List.of()),
                        "may not encrypt"),
                mutant(all -> memoryAlarm(all), set("AlarmActions", List.of()), "match as expected"),
                new Mutant(
                        "no incident tool",
                        all -> all.resources("AWS::SNS::Subscription").stream()
                                .filter(each -> each.at("/Protocol").asText().equals("https"))
                                .forEach(all::drop),
                        "Expected 2 resources of type AWS::SNS::Subscription"),
                new Mutant(
                        "no error metric",
                        all -> all.resources("AWS::Logs::MetricFilter").forEach(all::drop),
                        "the web's errors tell nobody"),
                change(
                        "AWS::Logs::MetricFilter",
                        set("FilterPattern", "?ERROR"),
                        "type AWS::Logs::MetricFilter, but none match"),
                change(
                        "AWS::Logs::LogAnomalyDetector",
                        set("LogGroupArnList", List.of("*")),
                        "unusual lines are not found"));
    }

    private static Check allLevels() {
        Check levels = AutoscaledMonitoringCheck::dashboard;
        return levels.and(AutoscaledMonitoringCheck::logs)
                .and(AutoscaledMonitoringCheck::notifications)
                .and(AutoscaledMonitoringCheck::errors)
                .and(CdkTemplates.check(AutoscaledMonitoring::hosts))
                .and(CdkTemplates.check(AutoscaledMonitoring::logs))
                .and(CdkTemplates.check(AutoscaledMonitoring::probe))
                .and(CdkTemplates.check(AutoscaledMonitoring::notifications))
                .and(CdkTemplates.check(AutoscaledMonitoring::subscriptions))
                .and(CdkTemplates.check(AutoscaledMonitoring::errorLines));
    }

    private static Mutant change(String type, Edit edit, String objection) {
        return new Mutant(
                type + ", " + edit,
                template -> template.resources(type).forEach(each -> template.mutate(each, edit)),
                objection);
    }

    private static Resource memoryAlarm(CloudTemplate template) {
        Resource group = new ServerFleet(template, "read-api").group();
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> AlarmMetrics.watches(alarm, "mem_used_percent", group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the read API has no memory alarm"));
    }
}

package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Check;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** S5.5: five levels of monitoring, and error reporting. */
class AutoscaledMonitoringTest {
    private static final String FILTER = "AWS::Logs::MetricFilter";
    private static final String ALARMS = "cloudwatch.amazonaws.com";

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
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringTest::dashboard);
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("level 3, logs: queries over all servers are saved, API calls are recorded")
    void logsAnswerQuestions(ScalingStage stage) {
        AutoscaledMonitoring.logs(CdkTemplates.of(stage));
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringTest::logs);
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
    @DisplayName("level 5, people: the topic of all alarms (X7) reaches email and the incident tool")
    void alarmsReachPeople(ScalingStage stage) {
        AutoscaledMonitoring.subscriptions(CdkTemplates.of(Variant.EVERY_OPTION, stage));
    }

    @StagesFrom(5)
    @Row("S5.5")
    @DisplayName("error reporting: the error lines that servers write become a metric with an alarm")
    void errorsAreReported(ScalingStage stage) {
        AutoscaledMonitoring.errorLines(CdkTemplates.of(stage));
        new Configuration(Variant.WITH_DOMAIN, stage).meets(AutoscaledMonitoringTest::errors);
    }

    @TestFactory
    @Row("S5.5")
    DynamicNode checksObjectTo() {
        return caughtBy(
                allLevels(),
                Variant.EVERY_OPTION,
                ScalingStage.AUTOSCALED,
                mutant(all -> all.drop(memoryAlarm(all)), "but none match as expected"),
                change("AWS::CloudWatch::Dashboard", set("DashboardBody", "{}"), "lacks the web"),
                change(TRAIL, set("IsLogging", false), "\"IsLogging\": false"),
                change(TRAIL, set("IsMultiRegionTrail", false), "\"IsMultiRegionTrail\": false"),
                change(TRAIL, set("EnableLogFileValidation", false), "\"EnableLogFileValidation\": false"),
                mutant(all -> all.resources("AWS::Logs::QueryDefinition").forEach(all::drop), "saved queries"),
                change(CANARY, set("StartCanaryAfterCreation", false), "\"StartCanaryAfterCreation\": false"),
                change(CANARY, set("Schedule/Expression", "rate(24 hours)"), "String 'rate(24 hours)'"),
                change(CANARY, set("RunConfig/EnvironmentVariables/URL", "https://other.example"), "received https:"),
                new Mutant(
                        "no incident tool",
                        all -> all.resources("AWS::SNS::Subscription").stream()
                                .filter(each -> each.is("/Protocol", "https"))
                                .forEach(all::drop),
                        "Expected 2 resources of type AWS::SNS::Subscription"),
                mutant(all -> all.resources(FILTER).forEach(all::drop), "the web's errors tell nobody"),
                change(FILTER, set("FilterPattern", "?ERROR"), "MetricFilter, but none match"),
                change("AWS::Logs::LogAnomalyDetector", set("LogGroupArnList", List.of("*")), "unusual lines are not"));
    }

    private static Check allLevels() {
        Check levels = AutoscaledMonitoringTest::dashboard;
        return levels.and(AutoscaledMonitoringTest::logs)
                .and(AutoscaledMonitoringTest::errors)
                .and(CdkTemplates.check(AutoscaledMonitoring::hosts))
                .and(CdkTemplates.check(AutoscaledMonitoring::logs))
                .and(CdkTemplates.check(AutoscaledMonitoring::probe))
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

    /** Level 2: a dashboard of load balancers and databases. */
    static List<String> dashboard(CloudTemplate template) {
        List<String> lines = new ArrayList<>();
        for (JsonNode widget : ProjectFiles.json(TemplateText.of(
                        template.only("AWS::CloudWatch::Dashboard").at("/DashboardBody")))
                .path("widgets")) {
            widget.at("/properties/metrics").forEach(metric -> lines.add(metric.toString()));
        }
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
            Resource targets = fleet.targetGroup();
            String balancer = Listeners.loadBalancerOf(template, targets).logicalId();
            for (String metric : List.of("RequestCount", "TargetResponseTime", "HTTPCode_Target_5XX_Count")) {
                violations.unless(
                        lines.stream()
                                .anyMatch(line -> line.startsWith("[\"AWS/ApplicationELB\",\"" + metric + "\",")
                                        && line.contains("\"${" + balancer + ".LoadBalancerFullName}\"")
                                        && line.contains("\"${" + targets.logicalId() + ".TargetGroupFullName}\"")),
                        "the dashboard lacks the " + fleet.component() + "'s " + metric);
            }
        }
        template.resources("AWS::RDS::DBInstance").stream()
                .filter(instance -> instance.at("/SourceDBInstanceIdentifier").isMissingNode())
                .forEach(primary -> violations.unless(
                        lines.stream()
                                .anyMatch(line -> line.startsWith("[\"AWS/RDS\",\"CPUUtilization\",")
                                        && line.contains("\"${" + primary.logicalId() + "}\"")),
                        "the dashboard lacks " + primary));
        return violations;
    }

    /** Level 3: queries over all servers' logs, and who called which API. */
    static List<String> logs(CloudTemplate template) {
        List<String> groups = ServerFleet.all(template).stream()
                .map(fleet -> fleet.environment().get("LOG_GROUP"))
                .toList();
        List<Resource> queries = template.resources("AWS::Logs::QueryDefinition");
        Resource bucket =
                template.target(template.only("AWS::CloudTrail::Trail").at("/S3BucketName"));
        boolean delivers = template.resources("AWS::S3::BucketPolicy").stream()
                .filter(policy -> template.target(policy.at("/Bucket")).equals(bucket))
                .flatMap(policy -> RolePermissions.inDocument(policy.at("/PolicyDocument")).stream())
                .anyMatch(statement -> statement.allowsService("cloudtrail.amazonaws.com", "s3:PutObject"));
        return new Violations()
                .unless(
                        queries.stream()
                                .allMatch(query -> TemplateText.each(query.at("/LogGroupNames"))
                                        .containsAll(groups)),
                        "a saved query leaves out a fleet's log")
                .unless(delivers, "CloudTrail may not deliver");
    }

    /** Error reporting: error lines of each fleet become a metric with an alarm, and unusual lines are found. */
    static List<String> errors(CloudTemplate template) {
        return Violations.ofEach(ServerFleet.all(template), (violations, fleet) -> {
            String group = fleet.environment().get("LOG_GROUP");
            String name = "the " + fleet.component();
            List<Resource> filters = template.resources(FILTER).stream()
                    .filter(filter ->
                            TemplateText.of(filter.at("/LogGroupName")).equals(group))
                    .toList();
            violations
                    .unless(
                            filters.stream().anyMatch(filter -> hasAlarm(template, filter)),
                            name + "'s errors tell nobody")
                    .unless(
                            template.resources("AWS::Logs::LogAnomalyDetector").stream()
                                    .anyMatch(detector -> watches(detector, group)),
                            name + "'s unusual lines are not found");
        });
    }

    /** The log group's attribute Arn ends in {@code :*}, which a detector does not take. */
    private static boolean watches(Resource detector, String group) {
        String logicalId = group.substring(2, group.length() - 1);
        List<String> watched = TemplateText.each(detector.at("/LogGroupArnList"));
        return watched.size() == 1
                && (watched.get(0).endsWith(":log-group:" + group)
                        || watched.get(0).endsWith("${" + logicalId + "}"));
    }

    private static boolean hasAlarm(CloudTemplate template, Resource filter) {
        JsonNode metric = filter.at("/MetricTransformations/0");
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .flatMap(alarm -> AlarmMetrics.of(alarm).stream())
                .anyMatch(watched -> watched.path("MetricName").equals(metric.path("MetricName"))
                        && watched.path("Namespace").equals(metric.path("MetricNamespace"))
                        && watched.path("Dimensions").isEmpty());
    }
}

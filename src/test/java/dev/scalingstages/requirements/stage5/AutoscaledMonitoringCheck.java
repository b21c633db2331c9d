package dev.scalingstages.requirements.stage5;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;

/** What monitoring does not see, or may not tell (S5.5): references to follow, grants, the dashboard's text. */
final class AutoscaledMonitoringCheck {
    private static final String ALARMS = "cloudwatch.amazonaws.com";

    private AutoscaledMonitoringCheck() {}

    /** The one topic. */
    static Resource topic(CloudTemplate template) {
        return template.only("AWS::SNS::Topic");
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
                        "the dashboard lacks " + primary.logicalId()));
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

    /** Level 5: CloudWatch may publish on the topic. */
    static List<String> notifications(CloudTemplate template) {
        Resource topic = topic(template);
        Resource key = template.target(topic.at("/KmsMasterKeyId"));
        boolean mayPublish = template.resources("AWS::SNS::TopicPolicy").stream()
                .filter(policy -> policy.refersTo("/Topics", topic))
                .flatMap(policy -> RolePermissions.inDocument(policy.at("/PolicyDocument")).stream())
                .anyMatch(statement -> statement.allowsService(ALARMS, "sns:Publish")
                        && statement.resources().contains("${" + topic.logicalId() + "}"));
        boolean mayEncrypt = RolePermissions.inDocument(key.at("/KeyPolicy")).stream()
                .anyMatch(statement -> statement.allowsService(ALARMS, "kms:Decrypt")
                        && statement.allowsService(ALARMS, "kms:GenerateDataKey*"));
        return new Violations()
                .unless(mayPublish, "CloudWatch may not publish on the topic")
                .unless(mayEncrypt, "CloudWatch may not encrypt for the topic");
    }

    /** Error reporting: error lines of each fleet become a metric with an alarm, and unusual lines are found. */
    static List<String> errors(CloudTemplate template) {
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.all(template)) {
            String group = fleet.environment().get("LOG_GROUP");
            String name = "the " + fleet.component();
            List<Resource> filters = template.resources("AWS::Logs::MetricFilter").stream()
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
        }
        return violations;
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

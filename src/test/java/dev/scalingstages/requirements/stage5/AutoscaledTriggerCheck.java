package dev.scalingstages.requirements.stage5;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Which of a fleet's triggers watch something else (S5.2): references to follow and sizes to compare. */
final class AutoscaledTriggerCheck {
    private static final String TRACKING = "/TargetTrackingConfiguration";
    private static final String PREDEFINED = TRACKING + "/PredefinedMetricSpecification";
    private static final String CUSTOMIZED = TRACKING + "/CustomizedMetricSpecification";

    private AutoscaledTriggerCheck() {}

    static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        ServerFleet.behindLoadBalancers(template).forEach(fleet -> violations.and(violations(template, fleet)));
        return violations;
    }

    /** The policies that change a fleet's number of servers. */
    static List<Resource> policies(CloudTemplate template, ServerFleet fleet) {
        return of(template, "AWS::AutoScaling::ScalingPolicy", fleet);
    }

    /** The policy that tracks one of AWS's predefined metrics. */
    static Resource predefined(CloudTemplate template, ServerFleet fleet, String type) {
        return policies(template, fleet).stream()
                .filter(policy ->
                        policy.at(PREDEFINED + "/PredefinedMetricType").asText().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the " + fleet.component() + " has no policy on " + type));
    }

    /** The policy that tracks a metric of our own. */
    static Resource custom(CloudTemplate template, ServerFleet fleet) {
        return policies(template, fleet).stream()
                .filter(policy -> policy.at(CUSTOMIZED).has("MetricName"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the " + fleet.component() + " has no policy of its own"));
    }

    /** The policy that tracks the fleet's network traffic. */
    static Resource network(CloudTemplate template, ServerFleet fleet) {
        return policies(template, fleet).stream()
                .filter(policy -> policy.at(CUSTOMIZED + "/Metrics").toString().contains("\"NetworkIn\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the " + fleet.component() + " does not track its network"));
    }

    /** The fleet's scheduled changes. */
    static List<Resource> schedule(CloudTemplate template, ServerFleet fleet) {
        return of(template, "AWS::AutoScaling::ScheduledAction", fleet);
    }

    /** The alarms that start a policy. */
    static List<Resource> alarms(CloudTemplate template, Resource policy) {
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.refersTo("/AlarmActions", policy))
                .toList();
    }

    private static List<String> violations(CloudTemplate template, ServerFleet fleet) {
        List<Resource> policies = policies(template, fleet);
        String name = "the " + fleet.component();
        return new Violations()
                .unless(
                        policies.stream().anyMatch(policy -> countsRequests(template, fleet, policy)),
                        name + " does not scale by its requests per target")
                .unless(
                        policies.stream().anyMatch(policy -> growsWhenSlow(template, fleet, policy)),
                        name + " does not scale by its latency")
                .unless(
                        policies.stream().anyMatch(policy -> tracksOwnMetric(template, fleet, policy)),
                        name + " does not scale by a metric of its own")
                .unless(
                        policies.stream().anyMatch(policy -> tracksNetwork(fleet, policy)),
                        name + " does not scale by its network traffic, in and out")
                .and(timeOfDay(template, fleet));
    }

    /** The label names the load balancer whose listener leads to the fleet, and the fleet's target group. */
    private static boolean countsRequests(CloudTemplate template, ServerFleet fleet, Resource policy) {
        Resource targets = fleet.targetGroup();
        String label = "${" + Listeners.loadBalancerOf(template, targets).logicalId() + ".LoadBalancerFullName}/${"
                + targets.logicalId() + ".TargetGroupFullName}";
        return policy.at(PREDEFINED + "/PredefinedMetricType").asText().equals("ALBRequestCountPerTarget")
                && TemplateText.of(policy.at(PREDEFINED + "/ResourceLabel")).equals(label);
    }

    private static boolean growsWhenSlow(CloudTemplate template, ServerFleet fleet, Resource policy) {
        Resource targets = fleet.targetGroup();
        Map<String, String> dimensions = Map.of(
                "LoadBalancer",
                "${" + Listeners.loadBalancerOf(template, targets).logicalId() + ".LoadBalancerFullName}",
                "TargetGroup",
                "${" + targets.logicalId() + ".TargetGroupFullName}");
        boolean grows = policy.is("/PolicyType", "StepScaling")
                && StreamSupport.stream(policy.at("/StepAdjustments").spliterator(), false)
                        .allMatch(step -> step.path("ScalingAdjustment").asInt() > 0
                                && step.path("MetricIntervalLowerBound").asDouble(-1) >= 0);
        return grows
                && alarms(template, policy).stream()
                        .anyMatch(alarm -> alarm.is("/Namespace", "AWS/ApplicationELB")
                                && alarm.is("/MetricName", "TargetResponseTime")
                                && alarm.text("/ComparisonOperator").startsWith("GreaterThan")
                                && dimensions(alarm.at("/Dimensions")).equals(dimensions));
    }

    /** A metric of our own counts only if the fleet's servers may publish it under that name. */
    private static boolean tracksOwnMetric(CloudTemplate template, ServerFleet fleet, Resource policy) {
        JsonNode metric = policy.at(CUSTOMIZED);
        String namespace = TemplateText.of(metric.path("Namespace"));
        boolean mayPublish = RolePermissions.of(template, fleet.role()).stream()
                .filter(statement -> statement.allows() && statement.actions().contains("cloudwatch:PutMetricData"))
                .anyMatch(statement -> TemplateText.of(statement.condition().at("/StringEquals/cloudwatch:namespace"))
                        .equals(namespace));
        return metric.isObject()
                && !namespace.startsWith("AWS/")
                && namespace.equals(fleet.environment().get("METRIC_NAMESPACE"))
                && mayPublish
                && dimensions(metric.path("Dimensions"))
                        .equals(Map.of(
                                "AutoScalingGroupName", "${" + fleet.group().logicalId() + "}"));
    }

    /** What a server receives and what it sends, by the fleet's own metrics, and whichever is more. */
    private static boolean tracksNetwork(ServerFleet fleet, Resource policy) {
        Map<String, String> ids = new TreeMap<>();
        String tracked = "";
        for (JsonNode query : policy.at(CUSTOMIZED + "/Metrics")) {
            JsonNode metric = query.at("/MetricStat/Metric");
            if (metric.path("Namespace").asText().equals("AWS/EC2")
                    && query.at("/MetricStat/Stat").asText().equals("Average")
                    && dimensions(metric.path("Dimensions"))
                            .equals(Map.of(
                                    "AutoScalingGroupName", "${" + fleet.group().logicalId() + "}"))) {
                ids.put(metric.path("MetricName").asText(), query.path("Id").asText());
            }
            if (query.path("ReturnData").asBoolean()) {
                tracked = query.path("Expression").asText();
            }
        }
        return tracked.equals("MAX([" + ids.get("NetworkIn") + ", " + ids.get("NetworkOut") + "])")
                && policy.at(TRACKING + "/TargetValue").asDouble() >= 1
                && !policy.at(TRACKING + "/DisableScaleIn").asBoolean();
    }

    private static List<String> timeOfDay(CloudTemplate template, ServerFleet fleet) {
        List<Resource> schedule = schedule(template, fleet);
        String name = "the " + fleet.component();
        return new Violations()
                .unless(
                        schedule.stream().anyMatch(each -> each.number("/MinSize") > fleet.minimum()),
                        name + " does not grow for business hours")
                .unless(
                        schedule.stream().anyMatch(each -> each.number("/MinSize") == fleet.minimum()),
                        name + " does not shrink after business hours")
                .unless(
                        schedule.stream().allMatch(each -> each.number("/MinSize") < fleet.maximum()),
                        name + " has no room to deploy in business hours");
    }

    private static List<Resource> of(CloudTemplate template, String type, ServerFleet fleet) {
        return template.resources(type).stream()
                .filter(each -> each.refersTo("/AutoScalingGroupName", fleet.group()))
                .toList();
    }

    private static Map<String, String> dimensions(JsonNode list) {
        Map<String, String> dimensions = new TreeMap<>();
        list.forEach(each -> dimensions.put(each.path("Name").asText(), TemplateText.of(each.path("Value"))));
        return dimensions;
    }
}

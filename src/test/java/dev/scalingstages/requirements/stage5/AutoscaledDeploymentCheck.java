package dev.scalingstages.requirements.stage5;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which capacity a deploy keeps, and which alarms undo it (S5.4): figures to compare and references to follow. */
final class AutoscaledDeploymentCheck {
    private AutoscaledDeploymentCheck() {}

    /** The alarm that a deploy's rollback triggers name. */
    static Resource guard(CloudTemplate template) {
        return template.target(template.json().at("/Outputs/DeploymentAlarmArn/Value"));
    }

    /** Rolling updates that keep capacity: figures to compare. */
    static List<String> rolling(CloudTemplate template) {
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.all(template)) {
            JsonNode update = fleet.group().json().at("/UpdatePolicy/AutoScalingRollingUpdate");
            JsonNode signals = fleet.group().json().at("/CreationPolicy/ResourceSignal");
            int inService = update.path("MinInstancesInService").asInt();
            String name = "the " + fleet.component();
            violations
                    .unless(update.isObject(), name + " has no rolling update")
                    .unless(inService == fleet.minimum() && inService > 0, name + " keeps " + inService + " in service")
                    .unless(inService < fleet.maximum(), name + " has no room to replace a server")
                    .unless(
                            update.path("MaxBatchSize").asInt() <= Math.max(1, fleet.maximum() / 3),
                            name + " is replaced in too large a batch")
                    .unless(
                            signals.path("Count").asInt() == fleet.minimum(),
                            name + " is created before its servers serve");
        }
        return violations;
    }

    /** One alarm for what hurts users: no answer at the door, errors of the servers, no answer from outside. */
    static List<String> guarded(CloudTemplate template) {
        Resource guard = guard(template);
        String rule = TemplateText.of(guard.at("/AlarmRule"));
        List<Resource> watched = template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> rule.contains("ALARM(\"${" + alarm.logicalId() + "}\")"))
                .toList();
        Set<String> known = new TreeSet<>(CloudTemplate.references(guard.at("/AlarmRule")));
        watched.forEach(alarm -> known.remove(alarm.logicalId()));
        String door = LoadBalancedDoorCheck.publicLoadBalancer(template).logicalId();
        String web = new ServerFleet(template, "web").targetGroup().logicalId();
        return new Violations()
                .unless(known.isEmpty(), "the guard watches what is no alarm: " + known)
                .unless(!rule.contains(" AND ") && !rule.contains("NOT "), "the guard waits for several alarms at once")
                .unless(watches(watched, "HTTPCode_ELB_5XX_Count", door), "the guard does not watch the door")
                .unless(watches(watched, "HTTPCode_Target_5XX_Count", web), "the guard does not watch servers' errors")
                .unless(
                        watched.stream()
                                .anyMatch(alarm ->
                                        alarm.at("/MetricName").asText().equals("SuccessPercent")),
                        "the guard does not watch the probe");
    }

    private static boolean watches(List<Resource> alarms, String metric, String dimension) {
        return alarms.stream()
                .anyMatch(alarm -> alarm.at("/MetricName").asText().equals(metric)
                        && CloudTemplate.references(alarm.at("/Dimensions")).contains(dimension));
    }
}

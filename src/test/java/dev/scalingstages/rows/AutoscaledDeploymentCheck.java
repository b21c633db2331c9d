package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with the way a deploy replaces servers, with the alarm that undoes it, and with patches (S5.4). */
final class AutoscaledDeploymentCheck {
    /** Processes without which a fleet cannot grow in the middle of a deploy, or a deploy cannot work at all. */
    private static final Set<String> NEVER_SUSPENDED =
            Set.of("AlarmNotification", "Launch", "Terminate", "AddToLoadBalancer", "InstanceRefresh");

    private AutoscaledDeploymentCheck() {}

    /** The alarm that a deploy's rollback triggers name. */
    static Resource guard(CloudTemplate template) {
        return template.target(template.json().at("/Outputs/DeploymentAlarmArn/Value"));
    }

    /** The association that patches servers. */
    static Resource patching(CloudTemplate template) {
        return template.only("AWS::SSM::Association");
    }

    /** Rolling updates that keep capacity and roll back when a new server does not serve. */
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
                    .unless(update.path("WaitOnResourceSignals").asBoolean(), name + " does not wait for signals")
                    .unless(
                            update.path("MinSuccessfulInstancesPercent").asInt(100) == 100,
                            name + " does not roll back when a server fails")
                    .unless(
                            isAtLeast(update.path("PauseTime").asText("PT0S"), Duration.ofMinutes(5)),
                            name + " does not give a server time to boot")
                    .unless(
                            TemplateText.each(update.path("SuspendProcesses")).stream()
                                    .noneMatch(NEVER_SUSPENDED::contains),
                            name + " cannot grow in the middle of a deploy")
                    .unless(
                            signals.path("Count").asInt() == fleet.minimum(),
                            name + " is created before its servers serve");
        }
        return violations.found();
    }

    /** One alarm that means that users are hurt: no answer at the door, errors of the servers, no answer from outside. */
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
                .unless(guard.type().equals("AWS::CloudWatch::CompositeAlarm"), "the guard is no composite alarm")
                .unless(known.isEmpty(), "the guard watches what is no alarm: " + known)
                .unless(!rule.contains(" AND ") && !rule.contains("NOT "), "the guard waits for several alarms at once")
                .unless(watches(watched, "HTTPCode_ELB_5XX_Count", door), "the guard does not watch the door")
                .unless(watches(watched, "HTTPCode_Target_5XX_Count", web), "the guard does not watch servers' errors")
                .unless(
                        watched.stream()
                                .anyMatch(alarm ->
                                        alarm.at("/MetricName").asText().equals("SuccessPercent")),
                        "the guard does not watch the probe")
                .found();
    }

    /** Patches on a schedule, for each server of each fleet, and not for all at once. */
    static List<String> patched(CloudTemplate template) {
        Resource patching = patching(template);
        Set<String> groups = new TreeSet<>();
        ServerFleet.all(template).forEach(fleet -> groups.add(fleet.group().logicalId()));
        Set<String> targets = new TreeSet<>();
        for (JsonNode target : patching.at("/Targets")) {
            if (target.path("Key").asText().equals("tag:aws:autoscaling:groupName")) {
                targets.addAll(CloudTemplate.references(target.path("Values")));
            }
        }
        return new Violations()
                .unless(patching.at("/Name").asText().equals("AWS-RunPatchBaseline"), "patches are not installed")
                .unless(
                        TemplateText.each(patching.at("/Parameters/Operation")).equals(List.of("Install")),
                        "patches are only looked for")
                .unless(targets.equals(groups), "patches reach " + targets + " only")
                .unless(
                        patching.at("/ScheduleExpression").asText().matches("(cron|rate)\\(.+\\)"),
                        "patches have no schedule")
                .unless(
                        patching.at("/MaxConcurrency").asText().matches("[1-9]|[1-4]?\\d%"),
                        "half of the servers are patched at once")
                .unless(patching.at("/MaxErrors").asText().equals("0"), "patching goes on after a failure")
                .found();
    }

    private static boolean watches(List<Resource> alarms, String metric, String dimension) {
        return alarms.stream()
                .anyMatch(alarm -> alarm.at("/MetricName").asText().equals(metric)
                        && CloudTemplate.references(alarm.at("/Dimensions")).contains(dimension));
    }

    private static boolean isAtLeast(String duration, Duration least) {
        return Duration.parse(duration).compareTo(least) >= 0;
    }
}

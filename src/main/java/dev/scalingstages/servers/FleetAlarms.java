package dev.scalingstages.servers;

import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awscdk.Aws;
import software.constructs.Construct;

/** The alarms that all fleets share, each on the worst fleet; its graph has a line for each. */
public final class FleetAlarms extends Construct {
    private final List<Fleet> fleets;
    private final Alarms alarms;

    public FleetAlarms(Construct scope, String id, List<Fleet> fleets, Alarms alarms) {
        super(scope, id);
        this.fleets = List.copyOf(fleets);
        this.alarms = alarms;
        define(
                "CpuAlarm",
                fleet -> fleet.metric("AWS/EC2", "CPUUtilization", "Average")
                        .above(80)
                        .forMinutes(15),
                "A fleet's CPU is busy for 15 minutes although it may grow: raise its maximum.");
        define(
                "MemoryAlarm",
                fleet -> fleet.metric(Aws.STACK_NAME, "mem_used_percent", "Maximum")
                        .above(90)
                        .forMinutes(10),
                "A server of a fleet runs out of memory: choose a bigger instance type.");
        define(
                "DiskAlarm",
                fleet -> disk(fleet).above(85).forMinutes(5),
                "A server's disk is nearly full: look for logs that are not rotated.");
        define(
                "TooFewAlarm",
                fleet -> fleet.metric("AWS/AutoScaling", "GroupInServiceInstances", "Minimum")
                        .below(fleet.minimum())
                        .forMinutes(15)
                        .missingIsBreaching(),
                "Fewer servers are in service than a fleet's minimum: read its scaling activities.");
        ServerTargetGroup.defineUnhealthyAlarm(this, targets(fleet -> true), alarms);
        ServerTargetGroup.defineAlarms(
                this, targets(fleet -> fleet.servingAlarms().isEmpty()), alarms);
    }

    private void define(String id, Function<Fleet, Condition> condition, String advice) {
        alarms.defineForWorst(this, id, fleets.stream().map(condition).toList(), advice);
    }

    private static Metric disk(Fleet fleet) {
        return Metric.maximum(
                Aws.STACK_NAME, "disk_used_percent", Map.of("AutoScalingGroupName", fleet.groupName(), "path", "/"));
    }

    private List<ServerTargetGroup> targets(Predicate<Fleet> which) {
        return fleets.stream()
                .filter(which)
                .map(Fleet::targets)
                .flatMap(Optional::stream)
                .toList();
    }
}

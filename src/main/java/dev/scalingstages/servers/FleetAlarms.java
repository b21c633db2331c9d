package dev.scalingstages.servers;

import dev.scalingstages.delivery.ServerTargetGroup;
import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.Aws;
import software.constructs.Construct;

/**
 * The alarms that all fleets have alike, each on the worst fleet: what it shows has a line for each fleet.
 */
public final class FleetAlarms extends Construct {
    private final List<Fleet> fleets;
    private final Alarms alarms;

    public FleetAlarms(Construct scope, String id, List<Fleet> fleets, Alarms alarms) {
        super(scope, id);
        this.fleets = List.copyOf(fleets);
        this.alarms = alarms;
        raise(
                "CpuAlarm",
                "A fleet's CPU is busy for 15 minutes although it may grow: raise its maximum.",
                fleet -> fleet.metric("AWS/EC2", "CPUUtilization", "Average"),
                80,
                15);
        raise(
                "MemoryAlarm",
                "A server of a fleet runs out of memory: choose a bigger instance type.",
                fleet -> fleet.metric(Aws.STACK_NAME, "mem_used_percent", "Maximum"),
                90,
                10);
        raise(
                "DiskAlarm",
                "A server's disk is nearly full: look for logs that are not rotated.",
                fleet -> Metric.maximum(
                        Aws.STACK_NAME,
                        "disk_used_percent",
                        Map.of("AutoScalingGroupName", fleet.groupName(), "path", "/")),
                85,
                5);
        Map<Metric, Integer> minimums = new LinkedHashMap<>();
        this.fleets.forEach(fleet ->
                minimums.put(fleet.metric("AWS/AutoScaling", "GroupInServiceInstances", "Minimum"), fleet.minimum()));
        alarms.raiseForWorst(
                this,
                "TooFewAlarm",
                "Fewer servers are in service than a fleet's minimum: read its scaling activities.",
                minimums,
                Bad.BELOW,
                15,
                Missing.IS_BAD);
        ServerTargetGroup.raiseUnhealthyAlarm(
                this,
                this.fleets.stream()
                        .map(Fleet::targets)
                        .flatMap(Optional::stream)
                        .toList(),
                alarms);
        List<ServerTargetGroup> targets = this.fleets.stream()
                .filter(fleet -> fleet.servingAlarms().isEmpty())
                .map(Fleet::targets)
                .flatMap(Optional::stream)
                .toList();
        ServerTargetGroup.raiseAlarms(this, targets, alarms);
    }

    private void raise(String id, String description, Function<Fleet, Metric> metric, double threshold, int minutes) {
        alarms.raiseForWorst(
                this,
                id,
                description,
                fleets.stream().map(metric).toList(),
                Bad.ABOVE,
                threshold,
                minutes,
                Missing.IS_UNKNOWN);
    }
}

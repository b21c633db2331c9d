package dev.scalingstages.database;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Map;
import software.constructs.Construct;

/** The alarms of alike MySQL instances, primaries or replicas: each watches the worst of them. */
final class DatabaseAlarms extends Construct {
    private static final double MIB = 1024d * 1024;
    private static final double GIB = 1024d * 1024 * 1024;

    private static final double FREE_SHARE = 0.15;

    /**
     * Of the memory that the buffer pool leaves. The operating system, MySQL's own tables and the connections live there, so
     * that a fixed amount would be on for good in a small class, and tell too late in a large one.
     */
    private static final double FREE_MEMORY_SHARE = 0.1;

    private static final double CONNECTION_SHARE = 0.8;

    private final String component;
    private final Alarms alarms;

    /**
     * The alarms that a size decides.
     *
     * @param identifiers the RDS identifiers of the instances
     * @param instanceClass what each of them is
     * @param storageGiB what each of them has, in GiB
     */
    DatabaseAlarms(
            Construct scope,
            String id,
            String component,
            List<String> identifiers,
            Alarms alarms,
            DatabaseParameters parameters,
            String instanceClass,
            int storageGiB) {
        super(scope, id);
        this.component = component;
        this.alarms = alarms;
        alarms.raiseForWorst(
                this,
                "Memory",
                "The " + component + " has used nine tenths of the memory that the buffer pool leaves: look at the"
                        + " connections, then choose a bigger class or a smaller pool.",
                metrics(identifiers, "FreeableMemory", "Minimum"),
                Bad.BELOW,
                freeMemory(instanceClass, parameters.bufferPoolPercent()),
                15,
                Missing.IS_UNKNOWN);
        alarms.raiseForWorst(
                this,
                "Storage",
                "The " + component + "'s storage is nearly full: raise its storage before RDS stops writing.",
                metrics(identifiers, "FreeStorageSpace", "Minimum"),
                Bad.BELOW,
                storageGiB * FREE_SHARE * GIB,
                5,
                Missing.IS_UNKNOWN);
        alarms.raiseForWorst(
                this,
                "Connections",
                "The " + component + " has nearly as many connections as it accepts: look at the pools.",
                metrics(identifiers, "DatabaseConnections", "Maximum"),
                Bad.ABOVE,
                parameters.maximumConnections() * CONNECTION_SHARE,
                5,
                Missing.IS_UNKNOWN);
    }

    /** Raises the alarms on instances that are busy, which may be of several sizes. */
    void raiseBusyAlarms(List<String> identifiers) {
        alarms.raiseForWorst(
                this,
                "Cpu",
                "The " + component + "'s CPU is busy for 15 minutes: look at the slow query log, then at its class.",
                metrics(identifiers, "CPUUtilization", "Average"),
                Bad.ABOVE,
                80,
                15,
                Missing.IS_UNKNOWN);
        alarms.raiseForWorst(
                this,
                "Queue",
                "Reads and writes of the " + component + " wait for the disk: its IOPS are used up.",
                metrics(identifiers, "DiskQueueDepth", "Average"),
                Bad.ABOVE,
                64,
                15,
                Missing.IS_UNKNOWN);
    }

    /** Below how many free bytes the alarm goes off, in whole MiB. */
    static double freeMemory(String instanceClass, int bufferPoolPercent) {
        double left = new InstanceClass(instanceClass).memory() * (100 - bufferPoolPercent) / 100d;
        return Math.floor(left * FREE_MEMORY_SHARE / MIB) * MIB;
    }

    /** One metric of each instance, over each minute. */
    static List<Metric> metrics(List<String> identifiers, String name, String statistic) {
        return identifiers.stream()
                .map(identifier ->
                        new Metric("AWS/RDS", name, statistic, 60, Map.of("DBInstanceIdentifier", identifier)))
                .toList();
    }
}

package dev.scalingstages.database;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.constructs.Construct;

/** The alarms on a group of similar MySQL instances, primaries or replicas: each watches the worst of them. */
final class DatabaseAlarms extends Construct {
    private static final double MIB = 1024d * 1024;
    private static final double GIB = 1024d * 1024 * 1024;

    private static final double FREE_SHARE = 0.15;

    /**
     * The share of the memory outside the buffer pool. The operating system, MySQL's own tables and the connections
     * live there, so an alarm on a fixed amount would never clear in a small class, and go off too late in a large one.
     */
    private static final double FREE_MEMORY_SHARE = 0.1;

    private static final double CONNECTION_SHARE = 0.8;
    private static final double BUSY_PERCENT = 80;

    /** I/O requests waiting at the same time. */
    private static final double QUEUE_DEPTH = 64;

    private final List<Instance> instances;
    private final Alarms alarms;

    /**
     * An instance that is watched; its limits follow from its size.
     *
     * @param identifier the RDS identifier
     * @param storageGiB in GiB
     */
    record Instance(String identifier, DatabaseParameters parameters, String instanceClass, int storageGiB) {
        /** A metric of the instance, over each minute. */
        Metric metric(String name, String statistic) {
            return new Metric("AWS/RDS", name, statistic, 60, Map.of("DBInstanceIdentifier", identifier));
        }

        private double freeMemory() {
            return DatabaseAlarms.freeMemory(instanceClass, parameters.bufferPoolPercent());
        }

        private double freeStorage() {
            return storageGiB * FREE_SHARE * GIB;
        }

        private double connections() {
            return parameters.maximumConnections() * CONNECTION_SHARE;
        }
    }

    /**
     * @param one what each of the instances is, such as {@code a database}
     */
    DatabaseAlarms(Construct scope, String id, String one, List<Instance> instances, Alarms alarms) {
        super(scope, id);
        this.instances = List.copyOf(instances);
        this.alarms = alarms;
        define(
                "Memory",
                instance -> instance.metric("FreeableMemory", "Minimum")
                        .below(instance.freeMemory())
                        .forMinutes(15),
                "Of the memory that its buffer pool leaves, " + one + " has used nine tenths: look at the connections,"
                        + " then choose a bigger class or a smaller pool.");
        define(
                "Storage",
                instance -> instance.metric("FreeStorageSpace", "Minimum")
                        .below(instance.freeStorage())
                        .forMinutes(5),
                "The storage of " + one + " is nearly full: raise it before RDS stops writing.");
        define(
                "Connections",
                instance -> instance.metric("DatabaseConnections", "Maximum")
                        .above(instance.connections())
                        .forMinutes(5),
                "Of the connections that it accepts, " + one + " has nearly all: look at the pools.");
        define(
                "Cpu",
                instance -> instance.metric("CPUUtilization", "Average")
                        .above(BUSY_PERCENT)
                        .forMinutes(15),
                "The CPU of " + one + " is busy for 15 minutes: look at the slow query log, then at its class.");
        define(
                "Queue",
                instance -> instance.metric("DiskQueueDepth", "Average")
                        .above(QUEUE_DEPTH)
                        .forMinutes(15),
                "Reads and writes of " + one + " wait for the disk: its IOPS are used up.");
    }

    private void define(String id, Function<Instance, Condition> condition, String advice) {
        alarms.defineForWorst(this, id, instances.stream().map(condition).toList(), advice);
    }

    /** The number of free bytes below which the alarm goes off, a whole number of MiB. */
    static double freeMemory(String instanceClass, int bufferPoolPercent) {
        double left = new InstanceClass(instanceClass).memory() * (100 - bufferPoolPercent) / 100d;
        return Math.floor(left * FREE_MEMORY_SHARE / MIB) * MIB;
    }
}

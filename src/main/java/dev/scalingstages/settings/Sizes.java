package dev.scalingstages.settings;

import java.util.Map;
import java.util.Objects;

/**
 * The sizes of all components at one stage. Defaults grow with the load that this package's documentation describes;
 * those that differ from stage to stage, and all reasons, are in {@code docs/settings.md}.
 *
 * @param serverInstanceType the EC2 type of the single server, stages 1 and 2
 * @param dataVolumeGiB the single server's data volume in GiB, stages 1 and 2; 20 by default
 * @param web the web servers, from stage 3
 * @param writeApi the write API's servers, from stage 3
 * @param readApi the read API's servers, from stage 3
 * @param worker the workers, stage 6
 * @param database the MySQL database from stage 2; at stage 6 each shard of the content
 * @param replicas the read replicas of each content database, from stage 4; 2 by default, so that one may fail
 * @param cache the cache, from stage 4
 * @param retentionDays how many days a row stays in MySQL before it moves to the warehouse, stage 6; 90 by default
 * @param shards how the content is split, stage 6
 * @param accounts the accounts' own database, stage 6
 * @param warehouseCapacityUnits the warehouse's base capacity in Redshift processing units of 16 GB each, stage 6;
 *     16 by default
 * @param countersReadUnits the read units a second that the table of counters is ready for at once, stage 6; 30,000 by
 *     default
 */
public record Sizes(
        String serverInstanceType,
        int dataVolumeGiB,
        Fleet web,
        Fleet writeApi,
        Fleet readApi,
        Fleet worker,
        Database database,
        int replicas,
        Cache cache,
        int retentionDays,
        Shards shards,
        Database accounts,
        int warehouseCapacityUnits,
        int countersReadUnits) {
    /**
     * @throws NullPointerException if a component is missing
     * @throws IllegalArgumentException if a number is not positive
     */
    public Sizes {
        Objects.requireNonNull(serverInstanceType, "serverInstanceType");
        requirePositive(dataVolumeGiB, "dataVolumeGiB");
        Objects.requireNonNull(web, "web");
        Objects.requireNonNull(writeApi, "writeApi");
        Objects.requireNonNull(readApi, "readApi");
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(database, "database");
        requirePositive(replicas, "replicas");
        Objects.requireNonNull(cache, "cache");
        requirePositive(retentionDays, "retentionDays");
        Objects.requireNonNull(shards, "shards");
        Objects.requireNonNull(accounts, "accounts");
        requirePositive(warehouseCapacityUnits, "warehouseCapacityUnits");
        requirePositive(countersReadUnits, "countersReadUnits");
    }

    /**
     * A group of servers of one kind.
     *
     * @param instanceType the EC2 type, always with a Graviton processor
     * @param minimum the fewest servers, at least 1
     * @param maximum the most servers, at least one more than the fewest, so that a rolling update has room
     */
    public record Fleet(String instanceType, int minimum, int maximum) {
        /** @throws IllegalArgumentException if the minimum is below 1 or not below the maximum */
        public Fleet {
            Objects.requireNonNull(instanceType, "instanceType");
            requirePositive(minimum, "minimum");
            if (minimum >= maximum) {
                throw new IllegalArgumentException("The minimum " + minimum + " is not below the maximum " + maximum);
            }
        }
    }

    /**
     * A MySQL database.
     *
     * @param instanceClass the DB instance class
     * @param storageGiB the storage in GiB, which can grow, never shrink
     * @param bufferPoolPercent the buffer pool's share of the instance's memory in percent; 75 by default, as RDS has
     *     it
     * @param maximumConnections the most connections at a time
     */
    public record Database(String instanceClass, int storageGiB, int bufferPoolPercent, int maximumConnections) {
        /** @throws IllegalArgumentException if a number is not positive, or the share is not below 100 % */
        public Database {
            Objects.requireNonNull(instanceClass, "instanceClass");
            requirePositive(storageGiB, "storageGiB");
            requirePositive(bufferPoolPercent, "bufferPoolPercent");
            requirePositive(maximumConnections, "maximumConnections");
            if (bufferPoolPercent >= 100) {
                throw new IllegalArgumentException("The buffer pool can't take all memory.");
            }
        }
    }

    /**
     * The cache.
     *
     * @param nodeType the ElastiCache node type
     * @param shards how many parts the keys are split into
     * @param replicasPerShard the nodes beside each shard's primary, at least 1, which failover needs; 2 by default,
     *     one node in each zone
     */
    public record Cache(String nodeType, int shards, int replicasPerShard) {
        /** @throws IllegalArgumentException if a number is not positive */
        public Cache {
            Objects.requireNonNull(nodeType, "nodeType");
            requirePositive(shards, "shards");
            requirePositive(replicasPerShard, "replicasPerShard");
        }
    }

    /**
     * How the content is split over databases.
     *
     * @param count the number of content databases, each of {@link Sizes#database()} in size; 4 by default
     */
    public record Shards(int count) {
        /** @throws IllegalArgumentException if there is no shard */
        public Shards {
            requirePositive(count, "count");
        }
    }

    /**
     * @param stage 1 to 6
     * @param overrides what the user set, by the setting's name
     * @throws IllegalArgumentException if there is no such stage, or if a pair of sizes doesn't fit at that stage
     */
    static Sizes of(int stage, Map<String, String> overrides) {
        if (stage < 1 || stage > StageDefaults.STAGES) {
            throw new IllegalArgumentException("There is no stage " + stage + ".");
        }
        return new SizeLookup(stage, overrides).sizes();
    }

    private static void requirePositive(int number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " is " + number + ", and must be at least 1.");
        }
    }

    private record SizeLookup(int stage, Map<String, String> overrides) {
        Sizes sizes() {
            return new Sizes(
                    text("serverInstanceType"),
                    number("dataVolumeGiB"),
                    fleet("web"),
                    fleet("writeApi"),
                    fleet("readApi"),
                    fleet("worker"),
                    database("database"),
                    number("replicas"),
                    new Cache(text("cacheNodeType"), number("cacheShards"), number("cacheReplicas")),
                    number("retentionDays"),
                    new Shards(number("contentShards")),
                    database("accounts"),
                    number("warehouseCapacityUnits"),
                    number("countersReadUnits"));
        }

        private Fleet fleet(String prefix) {
            return new Fleet(text(prefix + "InstanceType"), number(prefix + "Minimum"), number(prefix + "Maximum"));
        }

        /**
         * The buffer pool is a share of memory, which suits a database of any size, so content and accounts have the
         * same.
         */
        private Database database(String prefix) {
            return new Database(
                    text(prefix + "InstanceClass"),
                    number(prefix + "StorageGiB"),
                    number("databaseBufferPoolPercent"),
                    number(prefix + "MaximumConnections"));
        }

        private String text(String name) {
            StageDefaults defaults = SettingCatalogue.get(name).defaults();
            String byDefault = defaults.at(stage);
            return defaults.usedAt(stage) ? overrides.getOrDefault(name, byDefault) : byDefault;
        }

        private int number(String name) {
            return Integer.parseInt(text(name));
        }
    }
}

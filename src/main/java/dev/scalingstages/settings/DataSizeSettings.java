package dev.scalingstages.settings;

import static dev.scalingstages.settings.ValueKind.TEXT;
import static dev.scalingstages.settings.ValueKind.WHOLE_NUMBER;

import java.util.List;
import java.util.stream.Stream;

/** The sizes of the stateful components: databases, replicas, cache, shards and warehouse. */
final class DataSizeSettings {
    private static final String DATABASE_CLASSES =
            "a DB instance class of RDS for MySQL with 4 GiB of memory or more (db.t3, db.t4g from medium; db.m5, db.r5"
                    + " and later from large)";
    private static final String CACHE_NODE_TYPES =
            "an ElastiCache node type of a current generation (cache.t3, t4g, m5, m6g, m7g, r5, r6g, r7g or c7gn)";

    private DataSizeSettings() {}

    static List<SettingDefinition> definitions() {
        return Stream.of(database(), readers(), platform())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SettingDefinition> database() {
        return List.of(
                new SettingDefinition(
                        "databaseInstanceClass",
                        TEXT,
                        DATABASE_CLASSES,
                        StageDefaults.from(
                                2, "db.t4g.medium", "db.m7g.large", "db.r7g.large", "db.r7g.xlarge", "db.r7g.2xlarge"),
                        "Memory doubles with each stage, since a read that the buffer pool answers never waits for a"
                                + " disk. Stage 6: a shard takes 500 writes/s at the peak, half of the 1,000 assumed for 8"
                                + " processors",
                        "db.r7g.4xlarge",
                        MachineTypes::database),
                storage(
                        "databaseStorageGiB",
                        StageDefaults.from(2, "50", "100", "200", "400", "2000"),
                        "Stage 5: gp3 goes from 3,000 to 12,000 IOPS at 400 GiB. Stage 6: 90 days of 34.6 GB a day on 4"
                                + " shards are 780 GB each, doubled for indexes and the timeline, with a quarter free",
                        "500"),
                new SettingDefinition(
                        "databaseBufferPoolPercent",
                        WHOLE_NUMBER,
                        "a whole number from 25 to 80, in percent of the instance's memory",
                        StageDefaults.from(2, "75", "75", "75", "75", "75"),
                        "RDS's own share, written out so that tuning it is one setting; the other quarter is for"
                                + " connections. Above 80 % MySQL swaps under load",
                        "70",
                        Checks.wholeNumber(25, 80)),
                new SettingDefinition(
                        "databaseMaximumConnections",
                        WHOLE_NUMBER,
                        "a whole number from 50 to 16000",
                        StageDefaults.from(2, "100", "200", "300", "500", "1000"),
                        "16 for each server when all groups are at their maxima, in the middle of a rolling update, and"
                                + " 20 for operators and the database itself; with fewer each server gets less. At 10 MiB"
                                + " each they fit into the quarter of memory that the buffer pool leaves",
                        "800",
                        Checks.wholeNumber(50, 16_000)));
    }

    private static List<SettingDefinition> readers() {
        return List.of(
                new SettingDefinition(
                        "replicas",
                        WHOLE_NUMBER,
                        "a whole number from 1 to 5, for each database that holds content",
                        StageDefaults.from(4, "2", "2", "2"),
                        "Two zones, and one may fail. Stage 6: 10,000 reads/s miss the cache at the peak (95 % hits);"
                                + " one replica a shard carries 2,500, of 5,000 assumed. RDS allows 15; at 5 the"
                                + " instances of 4 shards stay within an account's usual 40",
                        "3",
                        Checks.wholeNumber(1, 5)),
                new SettingDefinition(
                        "cacheNodeType",
                        TEXT,
                        CACHE_NODE_TYPES,
                        StageDefaults.from(4, "cache.r7g.large", "cache.r7g.large", "cache.r7g.xlarge"),
                        "Stages 4 and 5: 13 GiB for sessions and hot rows. Stage 6: 4 shards of 26 GiB, three quarters"
                                + " of it usable, hold a day of new content (35 GB) and 10 million sessions (10 GB); the"
                                + " other 40 GB are for overhead",
                        "cache.r7g.2xlarge",
                        MachineTypes::cacheNode),
                new SettingDefinition(
                        "cacheShards",
                        WHOLE_NUMBER,
                        "a whole number from 1 to 15",
                        StageDefaults.from(4, "1", "1", "4"),
                        "At 30,000 reads/s a node, the lowest figure published, and one command a timeline of any node: one"
                                + " shard with one of three nodes lost carries 60,000; four carry the peak of 200,000, as"
                                + " the shard that lost a node has two for its 50,000. 15 shards of 6 nodes reach ElastiCache's usual 90",
                        "6",
                        Checks.wholeNumber(1, 15)),
                new SettingDefinition(
                        "cacheReplicas",
                        WHOLE_NUMBER,
                        "a whole number from 1 to 5, for each shard",
                        StageDefaults.from(4, "2", "2", "2"),
                        "One node in each zone; with one lost, a shard still fails over. Failover needs at least 1, and"
                                + " ElastiCache allows 5. Decide before stage 4: another number replaces the cache",
                        "3",
                        Checks.wholeNumber(1, 5)));
    }

    private static List<SettingDefinition> platform() {
        return List.of(
                new SettingDefinition(
                        "retentionDays",
                        WHOLE_NUMBER,
                        "a whole number from 7 to 730, in days",
                        StageDefaults.from(6, "90"),
                        "Three months, 3.1 TB, stay in MySQL for the timeline; older rows are rarely read and"
                                + " cost less in the warehouse. A week is the least, so that a failed export"
                                + " can be repaired",
                        "60",
                        Checks.wholeNumber(7, 730)),
                new SettingDefinition(
                        "contentShards",
                        WHOLE_NUMBER,
                        "a whole number from 1 to 7; together with replicas at most 20 replicas in all",
                        StageDefaults.from(6, "4"),
                        "2,000 writes/s at the peak are 500 a shard, and a lost shard touches a quarter of the content."
                                + " 7 shards leave a tenth of one stack's 500 resources, and fit an account's 40 instances",
                        "6",
                        Checks.wholeNumber(1, 7)),
                new SettingDefinition(
                        "accountsInstanceClass",
                        TEXT,
                        DATABASE_CLASSES,
                        StageDefaults.from(6, "db.r7g.large"),
                        "10 million accounts of 2 KB are 20 GB; the 12 GiB of buffer pool hold those in use",
                        "db.r7g.xlarge",
                        MachineTypes::database),
                storage(
                        "accountsStorageGiB",
                        StageDefaults.from(6, "200"),
                        "20 GB of accounts and as much for indexes, five times over for growth",
                        "400"),
                new SettingDefinition(
                        "accountsMaximumConnections",
                        WHOLE_NUMBER,
                        "a whole number from 50 to 16000",
                        StageDefaults.from(6, "400"),
                        "8 for each of 32 servers of the write API and the workers, as above, with room for twice as"
                                + " many workers; at 10 MiB each they fit into the quarter of memory that the buffer pool"
                                + " leaves",
                        "600",
                        Checks.wholeNumber(50, 16_000)),
                new SettingDefinition(
                        "warehouseCapacityUnits",
                        WHOLE_NUMBER,
                        "a multiple of 8 from 8 to 512, in Redshift processing units of 16 GB of memory",
                        StageDefaults.from(6, "16"),
                        "256 GB of memory for a daily load of 35 GB; paid only while queries run, and scaled by Redshift"
                                + " itself. Up to 24 units serve 128 TB, ten years at 1 TB a month",
                        "32",
                        Checks.multipleOf(8, 8, 512)),
                new SettingDefinition(
                        "countersReadUnits",
                        WHOLE_NUMBER,
                        "a whole number from 12000 to 1000000, in read units a second; what a table is ready for can rise,"
                                + " never fall",
                        StageDefaults.from(6, "30000"),
                        "Counts of 20 posts a page, half a unit each, are held in the cache for an hour: 10"
                                + " million accounts cost 27,778 a second at most. A new table serves 12,000"
                                + " at once, and above 40,000 your account's quota has to rise. DynamoDB"
                                + " raises a busy table by itself and refuses less: then set the value that"
                                + " yours has",
                        "40000",
                        Checks.wholeNumber(12_000, 1_000_000)));
    }

    private static SettingDefinition storage(String name, StageDefaults defaults, String reason, String example) {
        return new SettingDefinition(
                name,
                WHOLE_NUMBER,
                "a whole number from 20 to 65536, in GiB; storage can grow, never shrink",
                defaults,
                reason,
                example,
                Checks.wholeNumber(20, 65_536));
    }
}

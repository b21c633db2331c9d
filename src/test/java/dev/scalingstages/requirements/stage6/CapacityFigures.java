package dev.scalingstages.requirements.stage6;

import java.util.Map;

/**
 * The load of the specification and what one unit of each kind carries. What AWS publishes is marked so; all else is an
 * assumption of the settings' package documentation, to be replaced by measurements of the application.
 */
final class CapacityFigures {
    /** Reads a second, on average: 100 billion a month. */
    static final int AVERAGE_READS = 40_000;

    /** Writes a second, on average: 1 billion a month. */
    static final int AVERAGE_WRITES = 400;

    /** How far the peak of the day is above the average. */
    static final int PEAK = 5;

    /** Content of one write, in bytes. */
    static final int BYTES_A_WRITE = 1_000;

    /** Requests a second that a web server passes on, for one processor. */
    static final int WEB = 2_500;

    /** Reads a second of the read API, for one processor. */
    static final int READ_API = 1_250;

    /** Writes a second of the write API, for one processor. */
    static final int WRITE_API = 250;

    /** Messages a second of a worker, for one processor. */
    static final int WORKER = 100;

    /** Thumbnails a second of a worker, for two processors. */
    static final int THUMBNAILS = 3;

    /** Writes a second of MySQL, for one processor. */
    static final int MYSQL_WRITES = 125;

    /** Reads a second of MySQL, for one processor. */
    static final int MYSQL_READS = 625;

    /** Reads a second of a cache node: the lowest figure published, for an r3.large in 2016. */
    static final int CACHE_NODE = 30_000;

    /** Reads in 100 that the cache does not answer. */
    static final int MISSES_PERCENT = 5;

    /** Writes a second that AWS publishes for a new on-demand table before it has warmed up. */
    static final int NEW_TABLE_WRITES = 4_000;

    /** Read units a second that AWS publishes for one on-demand table of an account that has asked for no more. */
    static final int TABLE_READS = 40_000;

    /** Accounts, by the specification. */
    static final int ACCOUNTS = 10_000_000;

    /** Counts of likes on a page, of which DynamoDB charges half a read unit each. */
    static final int COUNTS_A_PAGE = 20;

    /** For how long the cache holds a count, in seconds. */
    static final int COUNT_HELD = 3_600;

    /** Commands of the cache that a timeline takes, as {@code CachedTimelinesTest} of the service counts them. */
    static final int COMMANDS_A_TIMELINE = 1;

    /** Terabytes that AWS publishes for Redshift Serverless with 8 to 24 capacity units. */
    static final int WAREHOUSE_TERABYTES = 128;

    /** Processors of the types that stage 6 uses, as AWS publishes them. */
    private static final Map<String, Integer> PROCESSORS =
            Map.of("c7g.large", 2, "c7g.xlarge", 4, "c7g.2xlarge", 8, "db.r7g.large", 2, "db.r7g.2xlarge", 8);

    private CapacityFigures() {}

    /** The number of processors of an EC2 type or a database class. */
    static int processors(String type) {
        Integer processors = PROCESSORS.get(type);
        if (processors == null) {
            throw new AssertionError("Add the processors of " + type + ", from AWS's table of types.");
        }
        return processors;
    }
}

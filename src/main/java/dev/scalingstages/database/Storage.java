package dev.scalingstages.database;

/**
 * The performance of gp3 storage under RDS for MySQL. From {@value #STRIPED_GIB} GiB on RDS spreads a volume over four,
 * and the minimum that results must be written out, or a later change of the storage is refused. Below, RDS refuses it
 * ("You can't specify IOPS or storage throughput for engine mysql and a storage size less than 400") and gives 3,000
 * IOPS and 125 MB/s. Source: Amazon RDS User Guide, gp3 storage.
 */
final class Storage {
    private static final int STRIPED_GIB = 400;
    private static final int LEAST_IOPS = 12_000;

    /** In MB/s. */
    private static final int LEAST_THROUGHPUT = 500;

    private Storage() {}

    /** The IOPS to write out; null, which the CDK leaves out, where RDS takes none. */
    static Number iops(int gibibytes) {
        return gibibytes < STRIPED_GIB ? null : LEAST_IOPS;
    }

    /** The throughput in MB/s to write out; null, which the CDK leaves out, where RDS takes none. */
    static Number throughput(int gibibytes) {
        return gibibytes < STRIPED_GIB ? null : LEAST_THROUGHPUT;
    }
}

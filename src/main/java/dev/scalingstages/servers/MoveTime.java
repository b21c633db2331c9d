package dev.scalingstages.servers;

/**
 * How long the first boot of stage 2 may take, which moves the single server's database and files to RDS and S3.
 *
 * <p>The rate is an assumption and hasn't been measured. Third-party lists give the network of a t4g.medium a baseline
 * of 256 Mbit/s, 32 MB/s; {@code aws ec2 describe-instance-types --instance-types t4g.medium --query
 * InstanceTypes[].NetworkInfo.NetworkCards[].BaselineBandwidthInGbps} prints AWS's own figure, but hasn't been run yet.
 * The data volume provides 125 MB/s (Amazon EBS User Guide, gp3). Each byte is written once, and read back once for
 * comparison. A volume that is not full takes less.
 */
public final class MoveTime {
    /** Packages, the application and its start, in seconds; minutes as a rule. */
    static final int BOOT_SECONDS = 900;

    /** The longest that CloudFormation waits for a signal, in seconds: twelve hours. */
    static final int LONGEST_SECONDS = 43_200;

    /** In bytes a second; an assumption, see above. */
    private static final long BYTES_PER_SECOND = 20_000_000;

    /** Once to write, once to read back for comparison. */
    private static final int PASSES = 2;

    private static final long GIB = 1L << 30;

    private MoveTime() {}

    /**
     * How long a deploy waits for the boot that moves a volume, in seconds: as if it were full, and twelve hours at
     * most.
     */
    static int timeoutSeconds(int volumeGiB) {
        return (int) Math.min(LONGEST_SECONDS, BOOT_SECONDS + seconds(volumeGiB));
    }

    /** How many GiB in use can move within the longest time that CloudFormation waits. */
    public static long largestGiB() {
        return (LONGEST_SECONDS - BOOT_SECONDS) * BYTES_PER_SECOND / (PASSES * GIB);
    }

    /** How long moving this much data takes, in whole minutes. */
    public static long minutes(long gib) {
        return (seconds(gib) + 59) / 60;
    }

    private static long seconds(long gib) {
        return (PASSES * gib * GIB + BYTES_PER_SECOND - 1) / BYTES_PER_SECOND;
    }
}

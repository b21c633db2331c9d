package dev.scalingstages.servers;

/**
 * How long the first boot of stage 2 may take, which moves the box's database and files to RDS and S3.
 *
 * <p>The rate is an assumption, and was measured nowhere. Lists of others give the network of a t4g.medium a baseline of 256
 * Mbit/s, 32 MB/s; AWS's own figure is what {@code aws ec2 describe-instance-types --instance-types t4g.medium --query
 * InstanceTypes[].NetworkInfo.NetworkCards[].BaselineBandwidthInGbps} answers, which nobody has asked from here. The data
 * volume gives 125 MB/s (Amazon EBS User Guide, gp3). Each byte goes there once, and is read back once to be compared. A
 * volume that is not full takes less.
 */
public final class MoveTime {
    /** Packages, the application and its start, in seconds; minutes as a rule. */
    static final int BOOT_SECONDS = 900;

    /** What CloudFormation waits for one signal at most, in seconds: twelve hours. */
    static final int LONGEST_SECONDS = 43_200;

    /** Assumed, in bytes a second. */
    private static final long BYTES_PER_SECOND = 20_000_000;

    /** There, and back to be compared. */
    private static final int PASSES = 2;

    private static final long GIB = 1L << 30;

    private MoveTime() {}

    /** How long a deploy waits for the boot that moves a volume, in seconds: as if it were full, and twelve hours at most. */
    static int timeoutSeconds(int volumeGiB) {
        return (int) Math.min(LONGEST_SECONDS, BOOT_SECONDS + seconds(volumeGiB));
    }

    /** How many GiB in use move within the longest time that CloudFormation waits. */
    public static long largestGiB() {
        return (LONGEST_SECONDS - BOOT_SECONDS) * BYTES_PER_SECOND / (PASSES * GIB);
    }

    /** How long an amount of data takes, in whole minutes. */
    public static long minutes(long gib) {
        return (seconds(gib) + 59) / 60;
    }

    private static long seconds(long gib) {
        return (PASSES * gib * GIB + BYTES_PER_SECOND - 1) / BYTES_PER_SECOND;
    }
}

package dev.scalingstages.workload.content;

/** Every account and all its content are in one bucket; buckets move between shards as a whole. */
public final class Buckets {
    /** The number of buckets: enough that one is a thousandth of the content, few enough to read the whole map. */
    public static final int COUNT = 1024;

    /** How many bits of a key hold the bucket's number. */
    static final int BITS = 10;

    private Buckets() {}

    /**
     * Checks a bucket's number.
     *
     * @throws IllegalArgumentException when it is not from 0 to 1023
     */
    public static int check(int bucket) {
        if (bucket < 0 || bucket >= COUNT) {
            throw new IllegalArgumentException("a bucket is a number from 0 to " + (COUNT - 1) + ", not " + bucket);
        }
        return bucket;
    }
}

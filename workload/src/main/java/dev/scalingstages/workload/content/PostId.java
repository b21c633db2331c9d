package dev.scalingstages.workload.content;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A post's key, 128 bits: the owner's bucket (16), milliseconds since 1970 (48), random (64). Within a bucket it sorts by
 * time. In text it is 32 hexadecimal digits.
 *
 * @param high the bucket and the time
 * @param low the random half
 */
public record PostId(long high, long low) implements Comparable<PostId> {
    /** Length of a key in a table, in bytes. */
    public static final int BYTES = 16;

    /** Length of a key in text, in hexadecimal digits. */
    public static final int DIGITS = 2 * BYTES;

    private static final int TIME_BITS = 48;
    private static final long TIME_MASK = -1L >>> Long.SIZE - TIME_BITS;

    private static final Comparator<PostId> ORDER =
            Comparator.comparing(PostId::high, Long::compareUnsigned).thenComparing(PostId::low, Long::compareUnsigned);

    /** A new key. It is made before the post is stored or queued, so that a repeated write finds its row. */
    public static PostId create(AccountId owner, Instant now, RandomGenerator random) {
        return new PostId(at(owner.bucket(), now).high, random.nextLong());
    }

    /** The least key that a post of a bucket can have from a time on. */
    public static PostId at(int bucket, Instant time) {
        return new PostId((long) Buckets.check(bucket) << TIME_BITS | time.toEpochMilli() & TIME_MASK, 0);
    }

    /** The least key of a bucket. */
    public static PostId firstOf(int bucket) {
        return at(bucket, Instant.EPOCH);
    }

    /** The greatest key of a bucket. */
    public static PostId lastOf(int bucket) {
        return new PostId((long) Buckets.check(bucket) << TIME_BITS | TIME_MASK, -1);
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException when it is not 32 hexadecimal digits, or its bucket does not exist
     */
    public static PostId parse(String text) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("a post's id has 32 hexadecimal digits");
        }
        PostId id = new PostId(
                HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS));
        Buckets.check(id.bucket());
        return id;
    }

    /** Reads a key as a table holds it. */
    public static PostId of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new PostId(buffer.getLong(), buffer.getLong());
    }

    /** The owner's bucket, 0 to 1023. */
    public int bucket() {
        return (int) (high >>> TIME_BITS);
    }

    /** When the post was made, to the millisecond. */
    public Instant createdAt() {
        return Instant.ofEpochMilli(high & TIME_MASK);
    }

    /** The key as a table holds it; its bytes sort as the keys do. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(PostId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}

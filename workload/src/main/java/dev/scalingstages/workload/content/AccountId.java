package dev.scalingstages.workload.content;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * An account's key, 64 bits: its bucket in the first ten, random in the others. In text it is 16 hexadecimal digits.
 *
 * @param value the bits, to be read without a sign
 */
public record AccountId(long value) implements Comparable<AccountId> {
    private static final int RANDOM_BITS = Long.SIZE - Buckets.BITS;
    private static final int DIGITS = 16;

    /** A new key, in a random bucket. */
    public static AccountId random(RandomGenerator random) {
        return new AccountId(random.nextLong());
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException when it is not 16 hexadecimal digits
     */
    public static AccountId parse(String text) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("an account's id has 16 hexadecimal digits");
        }
        return new AccountId(HexFormat.fromHexDigitsToLong(text));
    }

    /** The first key of a bucket. The first of the bucket behind it is the end of its range. */
    public static AccountId firstOf(int bucket) {
        return new AccountId((long) Buckets.check(bucket) << RANDOM_BITS);
    }

    /** The greatest key of a bucket. */
    public static AccountId lastOf(int bucket) {
        return new AccountId(firstOf(bucket).value | -1L >>> Buckets.BITS);
    }

    /** The bucket, 0 to 1023. */
    public int bucket() {
        return (int) (value >>> RANDOM_BITS);
    }

    @Override
    public int compareTo(AccountId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}

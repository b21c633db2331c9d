package dev.scalingstages.workload.mysql.copy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import java.math.BigInteger;
import java.util.Arrays;

/** A range of a table's rows: from one value of the key's first column to another, both within it. */
public record KeyRange(Object first, Object last) {
    /** All accounts, or what belongs to them. */
    public static final KeyRange ACCOUNTS = owners(AccountId.firstOf(0), new AccountId(-1));

    /** All posts, or what belongs to them. Ids go beyond the last bucket, but no row must be left out. */
    public static final KeyRange POSTS = bytes(PostId.BYTES);

    /** All sessions, whose key is a hash of 32 bytes. */
    public static final KeyRange SESSIONS = bytes(32);

    /** The posts of a bucket, by their ids. */
    public static KeyRange posts(int bucket) {
        return new KeyRange(
                PostId.firstOf(bucket).bytes(), PostId.lastOf(bucket).bytes());
    }

    /** The rows that belong to a bucket's accounts. */
    public static KeyRange owners(int bucket) {
        return owners(AccountId.firstOf(bucket), AccountId.lastOf(bucket));
    }

    private static KeyRange owners(AccountId first, AccountId last) {
        return new KeyRange(unsigned(first), unsigned(last));
    }

    /** An account's key as {@link Column.Type#UNSIGNED} has it. */
    public static BigInteger unsigned(AccountId id) {
        return new BigInteger(Long.toUnsignedString(id.value()));
    }

    private static KeyRange bytes(int length) {
        byte[] last = new byte[length];
        Arrays.fill(last, (byte) -1);
        return new KeyRange(new byte[length], last);
    }
}

package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.mysql.copy.Row;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 128 bits that stand for a row with all of its columns, kept where the rows themselves would take too much memory. It
 * is half of a SHA-256, so nobody can find two rows with the same digest.
 */
record Digest(long high, long low) {
    /** Digests all columns of a row. */
    static Digest of(Row row) {
        MessageDigest sha = sha256();
        for (Object column : row.columns()) {
            byte[] bytes = bytes(column);
            // With its length, so that no two columns are taken for one.
            sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            sha.update(bytes);
        }
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        return new Digest(digest.getLong(), digest.getLong());
    }

    private static byte[] bytes(Object column) {
        return switch (column) {
            case byte[] bytes -> bytes;
            case BigInteger number -> number.toByteArray();
            default -> column.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}

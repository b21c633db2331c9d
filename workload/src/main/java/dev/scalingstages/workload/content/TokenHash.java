package dev.scalingstages.workload.content;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a session's token. The token has 256 random bits, so it needs neither salt nor cost.
 *
 * @param hex 64 hexadecimal digits
 */
public record TokenHash(String hex) {
    /** The hash of a token as its bearer sends it. */
    public static TokenHash of(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new TokenHash(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The hash as a table holds it. */
    public static TokenHash ofBytes(byte[] hash) {
        return new TokenHash(HexFormat.of().formatHex(hash));
    }

    /** The 32 bytes of the hash, as a table holds them. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}

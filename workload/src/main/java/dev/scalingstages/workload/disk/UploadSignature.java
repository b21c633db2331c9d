package dev.scalingstages.workload.disk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs what an address of an upload allows (HMAC-SHA256), so that nobody can upload anything else. */
final class UploadSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    UploadSignature(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * The upload that an address allows.
     *
     * @param expires until when, in seconds since 1970
     * @param size the exact size in bytes
     */
    record Claim(long expires, long size, String contentType) {}

    /** The parameters of an address. */
    String query(String key, long expires, long size, String contentType) {
        return "expires=" + expires + "&size=" + size + "&type="
                + URLEncoder.encode(contentType, StandardCharsets.UTF_8) + "&signature="
                + sign(key, Long.toString(expires), Long.toString(size), contentType);
    }

    /** The upload that the parameters of an address allow, if their signature is right. */
    Optional<Claim> check(String key, Map<String, String> query) {
        String expires = query.getOrDefault("expires", "");
        String size = query.getOrDefault("size", "");
        String type = query.getOrDefault("type", "");
        byte[] signature = query.getOrDefault("signature", "").getBytes(StandardCharsets.UTF_8);
        byte[] expected = sign(key, expires, size, type).getBytes(StandardCharsets.UTF_8);
        // Takes as long for a signature that begins right as for one that does not.
        if (!MessageDigest.isEqual(expected, signature)) {
            return Optional.empty();
        }
        return Optional.of(new Claim(Long.parseLong(expires), Long.parseLong(size), type));
    }

    private String sign(String... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}

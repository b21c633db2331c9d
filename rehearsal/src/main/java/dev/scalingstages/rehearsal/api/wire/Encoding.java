package dev.scalingstages.rehearsal.api.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent signs, as AWS puts them. */
public final class Encoding {
    private Encoding() {}

    /** Decodes percent signs, and a plus as a space. */
    public static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Decodes a path, in which a plus is a plus. */
    public static String decodePath(String path) {
        return decode(path.replace("+", "%2B"));
    }

    /** Encodes all but letters, digits and {@code -._~}. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            boolean plain = character < 128 && (Character.isLetterOrDigit(character) || "-._~".indexOf(character) >= 0);
            encoded.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
        }
        return encoded.toString();
    }

    /** Encodes a path, with its slashes as they are. */
    public static String encodePath(String path) {
        return encode(path).replace("%2F", "/");
    }
}

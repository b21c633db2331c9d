package dev.scalingstages.rehearsal.api.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Bodies in chunks with a line before each, as the SDKs send what they sign while they send it, or whose checksum comes
 * last. The chunks' own signatures are not checked.
 */
public final class Chunks {
    private Chunks() {}

    /** The content of a request, without what stands around it. */
    public static HttpCall decode(HttpCall call) throws IOException {
        boolean chunked = call.header("x-amz-content-sha256").orElse("").startsWith("STREAMING-");
        return chunked ? call.withBody(decode(call.body())) : call;
    }

    static byte[] decode(byte[] body) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
        int at = 0;
        while (true) {
            int end = at;
            while (end < body.length && body[end] != '\r') {
                end++;
            }
            String line = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int length;
            try {
                length = Integer.parseInt(line.replaceFirst(";.*", ""), 16);
            } catch (NumberFormatException e) {
                throw new IOException("a chunk begins with " + line, e);
            }
            if (length == 0) {
                return content.toByteArray();
            }
            at = end + 2;
            if (length < 0 || length > body.length - at) {
                throw new IOException("a chunk of " + length + " bytes is cut off");
            }
            content.write(body, at, length);
            at += length + 2;
        }
    }
}

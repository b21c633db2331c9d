package dev.scalingstages.workload.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random requests over raw sockets. Whatever comes: never an answer from 500 on but "later", never a hang, and an answer is
 * well formed, or the connection is closed without one.
 */
class FuzzTest {
    private static final int REQUESTS = 1000;
    private static final int PATIENCE_MILLIS = 5000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) [ -~]+");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "X");
    private static final List<String> PATHS = List.of(
            "/api/accounts",
            "/api/sessions",
            "/api/sessions/current",
            "/api/posts",
            "/api/posts/popular",
            "/api/posts/00000000000000000000000000000000",
            "/api/posts/00000000000000000000000000000000/likes/mine",
            "/api/posts/00000000000000000000000000000000/photo/finish",
            "/api/uploads/00000000000000000000000000000000?signature=x",
            "/api/accounts/0000000000000000/timeline?limit=3",
            "/health",
            "/",
            "*",
            "http://example.com/api/posts/popular",
            "/%00",
            "/api/posts/%ff%fe",
            "/api/../../etc/passwd",
            "/api/posts/popular;x=y?a=b#c");
    private static final List<String> HEADERS = List.of(
            "Host: localhost",
            "Host: a b",
            "Content-Type: application/json",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "Connection: close",
            "Connection: Upgrade",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "Read-After: 0",
            "If-None-Match: *",
            "X-Request-ID: \u0001",
            "Range: bytes=0-1",
            " folded: yes",
            "no colon",
            ": empty");

    private static Service service;
    private static String token;

    @BeforeAll
    static void start() {
        service = new Service();
        token = service.signedIn("ada@example.com").get("token").asText();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void randomBytesGetAWellFormedAnswerOrNone() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            check(random, bytes);
        }
    }

    @Test
    void randomRequestsGetAWellFormedAnswerOrNone() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < REQUESTS; i++) {
            check(random, request(random));
        }
    }

    @Test
    void validRequestsWithSomeBytesChangedGetAWellFormedAnswerOrNone() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] bytes = valid(json(random)).getBytes(StandardCharsets.ISO_8859_1);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            check(random, bytes);
        }
    }

    @Test
    void aBodyThatBreaksOffIsTheClientsFault() throws IOException {
        String headers = "PUT /api/uploads/00000000000000000000000000000000?signature=secret-signature HTTP/1.1\r\n"
                + "Host: localhost\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nabc";
        byte[] answer = exchange(service.write.port(), headers.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 400 ");
    }

    private static String valid(String body) {
        return "POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static byte[] request(Random random) {
        StringBuilder text = new StringBuilder()
                .append(any(random, METHODS))
                .append(' ')
                .append(any(random, PATHS))
                .append(random.nextInt(20) == 0 ? " HTTP/1.0" : " HTTP/1.1")
                .append("\r\n");
        for (int count = random.nextInt(6); count > 0; count--) {
            text.append(any(random, HEADERS)).append("\r\n");
        }
        if (random.nextInt(30) == 0) {
            text.append("Long: ").append("x".repeat(20_000)).append("\r\n");
        }
        text.append("\r\n");
        if (random.nextBoolean()) {
            text.append(json(random));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String json(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "{\"body\":" + json(random) + "}";
            case 1 -> "[" + json(random) + "," + json(random) + "]";
            case 2 -> String.valueOf(random.nextLong());
            case 3 -> "null";
            case 4 -> "{\"body\":\"a\",\"photo\":" + json(random) + "}";
            case 5 -> "{\"contentType\":\"image/png\",\"size\":" + random.nextInt() + "}";
            case 6 -> "5\r\n{\"bod\r\n0\r\n\r\n";
            default -> "\"" + "x".repeat(random.nextInt(50)) + "\"";
        };
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static void check(Random random, byte[] request) throws IOException {
        int port = (random.nextBoolean() ? service.write : service.read).port();
        byte[] answer = exchange(port, request);
        String sent = new String(request, StandardCharsets.ISO_8859_1);
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        while (!text.isEmpty()) {
            text = next(text, sent);
        }
    }

    /** Checks one answer, and returns what follows it. */
    private static String next(String text, String sent) {
        int end = text.indexOf("\r\n\r\n");
        assertThat(end).as("an end of the headers of %s after %s", text, sent).isPositive();
        List<String> lines = text.substring(0, end).lines().toList();
        Matcher status = STATUS.matcher(lines.getFirst());
        assertThat(status.matches()).as("%s after %s", lines.getFirst(), sent).isTrue();
        int code = Integer.parseInt(status.group(1));
        assertThat(code < 500 || code == 503).as("%s after %s", text, sent).isTrue();
        if (code == 100) {
            return text.substring(end + 4);
        }
        String headers = text.substring(0, end).toLowerCase(Locale.ROOT);
        assertThat(headers).as("after %s", sent).contains("\r\nx-request-id: ").contains("\r\ncontent-length: ");
        int length = Integer.parseInt(headers.replaceFirst("(?s).*\r\ncontent-length: (\\d+).*", "$1"));
        String rest = text.substring(end + 4);
        if (sent.startsWith("HEAD") && !rest.startsWith("{")) {
            return rest;
        }
        assertThat(rest.length())
                .as("the whole body of %s after %s", text, sent)
                .isGreaterThanOrEqualTo(length);
        if (code >= 400) {
            assertThat(headers).as("after %s", sent).contains("application/problem+json");
        }
        return rest.substring(length);
    }

    /** Sends all, says that no more will come, and reads all. */
    private static byte[] exchange(int port, byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                InputStream input = socket.getInputStream();
                input.transferTo(answer);
            } catch (SocketTimeoutException e) {
                throw new AssertionError(
                        "no end of the answer to " + new String(request, StandardCharsets.ISO_8859_1), e);
            } catch (IOException e) {
                // Closed by the server before it had read all: its right.
                return answer.toByteArray();
            }
        }
        return answer.toByteArray();
    }
}

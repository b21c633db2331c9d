package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.boot.RunningNginx.Edit;
import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client can take of a server, by loopback addresses that play clients, and what others then get. */
@BesideTheCdk
class NginxLimitsIT {
    private static final int ATTACKER = 1;
    private static final int OTHER = 2;

    /** Beside the first one, as {@code entrance.conf} says. */
    private static final int BURST = 10;

    private static final int SECONDS_EACH = 3;
    private static final int AT_ONCE = 32;

    /** As {@code nginx.conf} says. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @TempDir
    private Path directory;

    @AutoClose
    private final RecordingServer behind = RecordingServer.plain();

    @AutoClose
    private RunningNginx nginx;

    private void start(Edit... edits) {
        nginx = new RunningNginx(FakeServer.single(directory), List.of(edits), behind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/sessions", "/api/accounts", "/api/sessions?a=b"})
    @DisplayName("Signing in and up has a limit of its own, and a refused one learns when to come again")
    void entranceIsNarrow(String path) throws IOException {
        start();
        long begin = System.nanoTime();
        List<String> refused = new ArrayList<>();
        for (int request = 0; request < 3 * BURST; request++) {
            String answer = RawClient.ask(connect(ATTACKER), "POST", path, Map.of());
            if (RawClient.status(answer) == 429) {
                refused.add(answer);
            }
        }
        long seconds = since(begin).toSeconds() + 1;

        assertThat(behind.requests()).hasSizeBetween(1 + BURST, (int) (1 + BURST + seconds / SECONDS_EACH + 1));
        String wait = "Retry-After: " + SECONDS_EACH + "\r\n";
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer).contains(wait, "Content-Type: application/problem+json"));
        assertThat(status(ATTACKER, "GET /api/posts/popular"))
                .as("who may not sign in may read")
                .isEqualTo(200);
        assertThat(status(OTHER, "POST " + path)).as("another address").isEqualTo(200);
    }

    /** Behind CloudFront the viewer stands before the last address; those of one /64 are one client. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:1:2:3, true",
        "2001:db8::1, 2001:db8::2:3:4:5, true",
        "2001:db8::1, 2001:db8:0:0:1::, true",
        "2001:db8:1::1, 2001:db8:1:0:1::, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "2001:db8::1, 2001:db8:1::1, false",
        "2001:db8:1::1, 2001:db8:1:1::1, false",
        "2001::1, 2001:1::1, false",
        "203.0.113.7, 203.0.113.8, false"
    })
    void addressesOfOneNetworkCountAsOne(String first, String second, boolean isOneClient) throws IOException {
        Certificate certificate = Certificate.create(directory.resolve("certificate"), "internal.scaling-stages");
        FakeServer server =
                FakeServer.web(directory.resolve("web"), certificate.pem()).set("ORIGIN", "cdn");
        try (RecordingServer internal = RecordingServer.tls(certificate)) {
            nginx = new RunningNginx(server, internal);
            for (int request = 0; request < 2 * BURST; request++) {
                signIn(first);
            }
            assertThat(signIn(first)).isEqualTo(429);
            assertThat(signIn(second)).isEqualTo(isOneClient ? 429 : 200);
        }
    }

    private int signIn(String viewer) throws IOException {
        // The client writes other addresses in front, and the headers that CloudFront or a proxy would.
        Map<String, String> headers = Map.of(
                "X-Forwarded-For", "198.51.100.9, " + viewer + ", 130.176.0.1",
                "X-Viewer-Address", "198.51.100.9",
                "X-Real-IP", "198.51.100.9");
        return RawClient.status(RawClient.ask(connect(ATTACKER), "POST", "/api/sessions", headers));
    }

    @Test
    @DisplayName("Slow bodies hold few places and no disk, silent ones not for long, and others are answered at once")
    void slowBodiesHoldLittle() throws IOException {
        start();
        assertThat(heldBySlowBodies()).isEqualTo(AT_ONCE);
    }

    @Test
    void checkObjectsToSlowBodiesWithoutALimit() throws IOException {
        start(new Edit("at-once.conf", "limit_conn at_once 32;", ""));
        assertThat(heldBySlowBodies()).isGreaterThan(AT_ONCE);
    }

    /** How many places one address holds by bodies that do not end; fails where others feel it. */
    private long heldBySlowBodies() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int body = 0; body < 2 * AT_ONCE; body++) {
                open.add(connect(ATTACKER));
                say(open.get(body), head("POST /api/slow", 16_384) + "x".repeat(16_000));
            }
            long begin = System.nanoTime();
            for (String request : List.of("GET /api/posts/popular", "POST /api/posts", "GET /health")) {
                assertThat(status(OTHER, request)).isEqualTo(200);
            }
            assertThat(status(ATTACKER, "GET /api/posts/popular"))
                    .as("a reader behind the same address")
                    .isEqualTo(200);
            assertThat(since(begin)).isLessThan(Duration.ofSeconds(2));
            // Each is noted when it is over: refused, or let go after some seconds of silence.
            List<String> log = nginx.accessLog(lines -> slow(lines).count() == open.size());
            return slow(log).filter(line -> line.contains("\"status\":408")).count();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static Stream<String> slow(List<String> log) {
        return log.stream().filter(line -> line.contains("\"path\":\"/api/slow\""));
    }

    @Test
    @DisplayName("Headers that come byte by byte have one time for all of them")
    void slowHeadersEnd() throws Exception {
        start();
        try (Socket socket = connect(ATTACKER)) {
            long begin = System.nanoTime();
            say(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n");
            socket.setSoTimeout(500);
            while (isOpen(socket) && since(begin).toSeconds() < 20) {
                say(socket, "X");
            }
            assertThat(since(begin)).isLessThan(PATIENCE.plusSeconds(4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/posts, 16384, 200",
        "/api/posts, 16385, 413",
        "/api/sessions, 16385, 413",
        "/health, 1025, 413",
        "/api/uploads/0123456789abcdef, 10485760, 200",
        "/api/uploads/0123456789abcdef, 10485761, 413"
    })
    void bodiesAreAsLargeAsTheirAddressesNeed(String path, int size, int status) throws IOException {
        start();
        try (Socket socket = connect(ATTACKER)) {
            say(socket, head("PUT " + path, size));
            if (status == 200) {
                say(socket, "x".repeat(size));
            }
            assertThat(RawClient.firstStatus(socket.getInputStream())).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "GETX", "get"})
    void methodsThatNobodyRoutesAreRefused(String method) throws IOException {
        start();
        assertThat(status(OTHER, method + " /api/posts")).isBetween(400, 405);
        assertThat(behind.requests()).isEmpty();
    }

    @Test
    @DisplayName("Neither another method nor another address in a header reaches the application, nor a second body")
    void headersThatMeanAnotherRequestGoNoFurther() throws IOException {
        Map<String, String> headers = Map.of(
                "X-HTTP-Method-Override", "DELETE",
                "X-HTTP-Method", "DELETE",
                "X-Method-Override", "DELETE",
                "X-Original-URL", "/health",
                "X-Rewrite-URL", "/health",
                "X-Forwarded-Host", "evil.example",
                "X-Real-IP", "203.0.113.7",
                "X-Viewer-Address", "203.0.113.7",
                "Upgrade", "h2c",
                "X_Forwarded_For", "203.0.113.7");
        start();
        RawClient.ask(connect(OTHER), "POST", "/api/posts", headers);
        assertThat(behind.requests()).singleElement().satisfies(request -> {
            assertThat(request.headers()).containsEntry("x-forwarded-for", "127.1.0.2");
            headers.keySet().forEach(name -> assertThat(request.headers()).doesNotContainKey(name.toLowerCase()));
        });
        try (Socket socket = connect(OTHER)) {
            String chunked = head("POST /api/posts", 4).replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n");
            say(socket, chunked + "0\r\n\r\nGET /api/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(RawClient.firstStatus(socket.getInputStream())).isEqualTo(400);
        }
        assertThat(behind.requests()).hasSize(1);
    }

    private Socket connect(int client) throws IOException {
        return RawClient.connect(nginx.port(443), true, client);
    }

    /** The status of the answer to a request such as {@code GET /health}. */
    private int status(int client, String request) throws IOException {
        String[] words = request.split(" ");
        return RawClient.status(RawClient.ask(connect(client), words[0], words[1], Map.of()));
    }

    private static String head(String request, int length) {
        return request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Whether the server says nothing and does not hang up, for as long as the socket waits. */
    private static boolean isOpen(Socket socket) {
        try {
            socket.getInputStream().read();
            return false;
        } catch (IOException e) {
            return e instanceof SocketTimeoutException;
        }
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.boot.RunningNginx.Edit;
import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/api/sessions", "/api/accounts", "/api/sessions?a=b"})
    @DisplayName("Signing in and up has a limit of its own, and a refused one learns when to come again")
    void entranceIsNarrow(String path) throws IOException {
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind)) {
            long begin = System.nanoTime();
            List<String> refused = new ArrayList<>();
            for (int request = 0; request < 3 * BURST; request++) {
                String answer = RawClient.ask(connect(nginx, ATTACKER), "POST", path, Map.of());
                if (RawClient.status(answer) == 429) {
                    refused.add(answer);
                }
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
            assertThat(behind.requests()).hasSizeBetween(1 + BURST, (int) (1 + BURST + seconds / SECONDS_EACH + 1));
            assertThat(refused)
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThat(answer)
                            .contains(
                                    "Retry-After: " + SECONDS_EACH + "\r\n", "Content-Type: application/problem+json"));
            assertThat(RawClient.status(RawClient.ask(connect(nginx, ATTACKER), "GET", "/api/posts/popular", Map.of())))
                    .as("who may not sign in may read")
                    .isEqualTo(200);
            assertThat(RawClient.status(RawClient.ask(connect(nginx, OTHER), "POST", path, Map.of())))
                    .as("another address")
                    .isEqualTo(200);
        }
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
        Certificate certificate = Certificate.create(directory("certificate"), "internal.scaling-stages");
        FakeServer server = FakeServer.web(directory("web"), certificate.pem()).set("ORIGIN", "cdn");
        try (RecordingServer behind = RecordingServer.tls(certificate);
                RunningNginx nginx = new RunningNginx(server, List.of(443), List.of(), behind.port())) {
            for (int request = 0; request < 2 * BURST; request++) {
                ask(nginx, first);
            }
            assertThat(ask(nginx, first)).isEqualTo(429);
            assertThat(ask(nginx, second)).isEqualTo(isOneClient ? 429 : 200);
        }
    }

    private static int ask(RunningNginx nginx, String viewer) throws IOException {
        // The client writes other addresses in front, and the headers that CloudFront or a proxy would.
        Map<String, String> headers = Map.of(
                "X-Forwarded-For", "198.51.100.9, " + viewer + ", 130.176.0.1",
                "X-Viewer-Address", "198.51.100.9",
                "X-Real-IP", "198.51.100.9");
        return RawClient.status(RawClient.ask(connect(nginx, ATTACKER), "POST", "/api/sessions", headers));
    }

    @Test
    @DisplayName("Slow bodies hold few places and no disk, silent ones not for long, and others are answered at once")
    void slowBodiesHoldLittle() throws IOException {
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind)) {
            assertThat(heldBySlowBodies(nginx)).isEqualTo(AT_ONCE);
        }
    }

    @Test
    void checkObjectsToSlowBodiesWithoutALimit() throws IOException {
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind, new Edit("at-once.conf", "limit_conn at_once 32;", ""))) {
            assertThat(heldBySlowBodies(nginx)).isGreaterThan(AT_ONCE);
        }
    }

    /** How many places one address holds by bodies that do not end; fails where others feel it. */
    private static long heldBySlowBodies(RunningNginx nginx) throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int body = 0; body < 2 * AT_ONCE; body++) {
                Socket socket = connect(nginx, ATTACKER);
                open.add(socket);
                say(
                        socket,
                        "POST /api/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16384\r\n\r\n"
                                + "x".repeat(16_000));
            }
            long begin = System.nanoTime();
            for (String request : List.of("GET /api/posts/popular", "POST /api/posts", "GET /health")) {
                String[] words = request.split(" ");
                assertThat(RawClient.status(RawClient.ask(connect(nginx, OTHER), words[0], words[1], Map.of())))
                        .isEqualTo(200);
            }
            assertThat(RawClient.status(RawClient.ask(connect(nginx, ATTACKER), "GET", "/api/posts/popular", Map.of())))
                    .as("a reader behind the same address")
                    .isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            // Each is noted when it is over: refused, or let go after some seconds of silence.
            List<String> over = Waiting.until(() -> slow(nginx), lines -> lines.size() == open.size());
            return over.stream().filter(line -> line.contains("\"status\":408")).count();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static List<String> slow(RunningNginx nginx) {
        return nginx.accessLog(1).stream()
                .filter(line -> line.contains("\"path\":\"/api/slow\""))
                .toList();
    }

    @Test
    @DisplayName("Headers that come byte by byte have one time for all of them")
    void slowHeadersEnd() throws Exception {
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind);
                Socket socket = connect(nginx, ATTACKER)) {
            long begin = System.nanoTime();
            say(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n");
            socket.setSoTimeout(500);
            while (isOpen(socket)
                    && System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
                say(socket, "X");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE.plusSeconds(4));
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
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind);
                Socket socket = connect(nginx, ATTACKER)) {
            say(socket, "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n");
            if (status == 200) {
                say(socket, "x".repeat(size));
            }
            assertThat(RawClient.firstStatus(socket.getInputStream())).isEqualTo(status);
        }
    }

    @Test
    void largestBodiesAreTheApplications() throws IOException {
        String photo = WorkloadSources.find("content/Files.java", "LARGEST = (\\d+)L \\* 1024 \\* 1024;") + "m";
        String json = WorkloadSources.find("http/Request.java", "LARGEST_JSON = (\\d+) \\* 1024;") + "k";
        assertThat(Files.readString(FakeServer.scripts().resolve("roles/single-server.sh")))
                .contains("photo=" + photo + "\n", "no_photo=" + json + "\n");
        assertThat(Files.readString(FakeServer.scripts().resolve("nginx/nginx.conf")))
                .contains("client_max_body_size " + json + ";", "client_body_buffer_size " + json + ";");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "GETX", "get"})
    void methodsThatNobodyRoutesAreRefused(String method) throws IOException {
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind)) {
            assertThat(RawClient.status(RawClient.ask(connect(nginx, OTHER), method, "/api/posts", Map.of())))
                    .isBetween(400, 405);
            assertThat(behind.requests()).isEmpty();
        }
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
        try (RecordingServer behind = RecordingServer.plain();
                RunningNginx nginx = single(behind)) {
            RawClient.ask(connect(nginx, OTHER), "POST", "/api/posts", headers);
            assertThat(behind.requests()).singleElement().satisfies(request -> {
                assertThat(request.headers()).containsEntry("x-forwarded-for", "127.1.0.2");
                headers.keySet().forEach(name -> assertThat(request.headers()).doesNotContainKey(name.toLowerCase()));
            });
            try (Socket socket = connect(nginx, OTHER)) {
                say(
                        socket,
                        "POST /api/posts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(RawClient.firstStatus(socket.getInputStream())).isEqualTo(400);
            }
            assertThat(behind.requests()).hasSize(1);
        }
    }

    private RunningNginx single(RecordingServer behind, Edit... edits) throws IOException {
        return new RunningNginx(
                FakeServer.single(directory("single")), List.of(edits), List.of(80, 443), List.of(behind, behind));
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    private static Socket connect(RunningNginx nginx, int client) throws IOException {
        return RawClient.connect(nginx.port(443), true, client);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Whether the server says nothing and does not hang up, for as long as the socket waits. */
    private static boolean isOpen(Socket socket) throws IOException {
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.servers.LocalStage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger gets from the whole service who wants more than one's share, at the stage that has the least. */
class StrangersTest {
    private static final int AT_ONCE = 32;
    private static final int MANY = 1_600;

    /** The application's word on a body without an email; nginx has none of this status. */
    private static final int ANSWERED = 422;

    private static final int BURST = 10;
    private static final int SECONDS_EACH = 3;

    private static LocalStage local;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        local = LocalStage.start(1);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(ApiClient.trusting(local.authority()))
                .build();
    }

    @AfterAll
    static void stop() {
        http.close();
        local.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/sessions;%2f..%2f..%2fhealth",
                "/api/sessions%3b%2f..%2f..%2fhealth",
                "/api/accounts;a=b%2F%2e%2e%2F..%2fhealth",
                "/health/..%2fapi/sessions",
                "//api/sessions",
                "/%61pi/sessions",
                "/api/sessions/"
            })
    @DisplayName("No way of writing an address leads past the limit, the log and TLS")
    void noWayLeadsAround(String path) throws Exception {
        for (URI address : List.of(local.address(), local.plainAddress().orElseThrow())) {
            List<HttpResponse<String>> answers = flood(address + path, MANY);
            long answered = answered(answers);
            System.out.printf("| %s %s | %d of %d answered |%n", address.getScheme(), path, answered, MANY);
            assertThat(answered).as("%s%s", address, path).isZero();
        }
    }

    @Test
    @DisplayName("One address signs in as often as its share allows, and is told when to come again")
    void signInsAreCounted() throws Exception {
        long begin = System.nanoTime();
        List<HttpResponse<String>> answers = flood(local.address() + "/api/sessions", 300);
        long seconds = (System.nanoTime() - begin) / 1_000_000_000 + 1;
        System.out.printf("| https /api/sessions | %d of 300 answered in %d s |%n", answered(answers), seconds);
        assertThat(answered(answers)).isBetween(1L, BURST + 2 + seconds / SECONDS_EACH);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 429))
                .isNotEmpty()
                .allSatisfy(answer ->
                        assertThat(answer.headers().allValues("Retry-After")).containsExactly("" + SECONDS_EACH));
    }

    @Test
    @DisplayName("An upload to an address that was not given out is refused before it is sent")
    void forgedUploadIsRefusedBeforeItIsSent() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int upload = 0; upload < 20; upload++) {
                try (Socket socket = forgedUpload()) {
                    assertThat(statusLine(socket)).startsWith("HTTP/1.1 403 ");
                }
            }
            for (int upload = 0; upload < 20; upload++) {
                open.add(forgedUpload());
            }
            Awaiting.until(() -> {
                try (Socket socket = forgedUpload()) {
                    return statusLine(socket).startsWith("HTTP/1.1 403 ");
                }
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** An upload of 10 MiB, of which no more than the beginning is sent. */
    private static Socket forgedUpload() throws Exception {
        String path = "/api/uploads/" + "0123456789abcdef".repeat(2)
                + "?expires=9999999999&size=10485760&type=image%2Fjpeg&signature=" + "0".repeat(64);
        Socket socket = ApiClient.trusting(local.authority())
                .getSocketFactory()
                .createSocket("localhost", local.address().getPort());
        socket.setSoTimeout(5_000);
        socket.getOutputStream()
                .write(("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
                                + "Content-Length: 10485760\r\n\r\n" + "x".repeat(1_000))
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
    }

    private static long answered(List<HttpResponse<String>> answers) {
        return answers.stream()
                .filter(answer -> answer.statusCode() == ANSWERED)
                .count();
    }

    private static List<HttpResponse<String>> flood(String address, int times) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        Callable<HttpResponse<String>> ask = () -> http.send(request, BodyHandlers.ofString());
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(Collections.nCopies(times, ask))) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}

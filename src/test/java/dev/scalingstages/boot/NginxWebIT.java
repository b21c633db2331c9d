package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideTheCdk
class NginxWebIT {
    private static final String NAME = "internal.scaling-stages";

    @TempDir
    static Path directory;

    private static Upstream internal;
    private static Upstream secondInternal;
    private static RunningNginx nginx;

    private final Client client = new Client();

    @BeforeAll
    static void start() throws IOException {
        Certificate certificate = Certificate.create(directory("certificate"), NAME);
        internal = Upstream.tls(certificate);
        secondInternal = Upstream.tls(certificate);
        nginx = new RunningNginx(
                FakeServer.web(directory("server"), certificate.pem()),
                List.of(443),
                List.of(),
                internal.port(),
                secondInternal.port());
    }

    @AfterAll
    static void stop() {
        nginx.close();
        internal.close();
        secondInternal.close();
    }

    @Test
    void webServerAnswersHealthByItself() {
        HttpResponse<String> response = client.get(nginx.uri(443, "/health"));
        assertThat(response.body()).isEqualTo("{\"status\":\"up\",\"role\":\"web\",\"stage\":3}");
        assertThat(requests("/health")).isEmpty();
    }

    @Test
    @Row("S3.2")
    void staticPageIsCompressedAlsoForCloudFront() {
        HttpResponse<String> response =
                client.get(nginx.uri(443, "/"), "Accept-Encoding", "gzip", "Via", "1.1 x.cloudfront.net");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(response.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }

    @Test
    @Row("X3")
    void apiIsProxiedToTheServerThatHasTheCertificate() {
        HttpResponse<String> response =
                client.get(nginx.uri(443, "/api/items?page=2"), "X-Forwarded-For", "6.6.6.6, 203.0.113.7");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"path\":\"/api/items\"");
        assertThat(requests("/api/items?page=2")).singleElement().satisfies(request -> {
            assertThat(request.protocol()).isEqualTo("HTTP/1.1");
            // What stands left of the load balancer's own word is the client's to choose.
            assertThat(request.headers())
                    .containsEntry("x-forwarded-for", "203.0.113.7")
                    .containsEntry("x-forwarded-proto", "https")
                    .containsEntry("host", "127.0.0.1")
                    .containsEntry(
                            "x-request-id",
                            response.headers().firstValue("X-Request-ID").orElseThrow());
        });
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
        assertThat(response.headers().allValues("Strict-Transport-Security")).hasSize(1);
    }

    @Test
    @Row("S3.2")
    void apiAnswersAreCompressed() {
        assertThat(client.get(nginx.uri(443, "/api/big"), "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .hasValue("gzip");
    }

    @Test
    @Row("X3")
    void otherCertificateForTheSameNameIsRefused() throws IOException {
        Certificate expected = Certificate.create(directory("expected"), NAME);
        try (RunningNginx strict = new RunningNginx(
                FakeServer.web(directory("strict"), expected.pem()), List.of(443), List.of(), internal.port())) {
            HttpResponse<String> response = client.get(strict.uri(443, "/api/refused"));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(new ObjectMapper()
                            .readTree(response.body())
                            .get("status")
                            .asInt())
                    .isEqualTo(502);
            assertThat(requests("/api/refused")).isEmpty();
        }
    }

    @Test
    @Row("X3")
    void rightCertificateForAnotherNameIsRefused() throws IOException {
        Certificate other = Certificate.create(directory("other"), "other.scaling-stages");
        try (Upstream upstream = Upstream.tls(other);
                RunningNginx strict = new RunningNginx(
                        FakeServer.web(directory("other-server"), other.pem()),
                        List.of(443),
                        List.of(),
                        upstream.port())) {
            assertThat(client.get(strict.uri(443, "/api/refused")).statusCode()).isEqualTo(502);
            assertThat(upstream.requests("/api/refused")).isEmpty();
        }
    }

    @Test
    void connectionsToTheInternalLoadBalancerAreKept() {
        for (int i = 0; i < 20; i++) {
            assertThat(client.get(nginx.uri(443, "/api/kept")).statusCode()).isEqualTo(200);
        }
        long connections = requests("/api/kept").stream()
                .map(Upstream.Request::connection)
                .distinct()
                .count();
        // At most one for each worker and upstream server, were there one request at a time only.
        assertThat(connections).isLessThan(10);
    }

    @Test
    @Row("S3.2")
    void answersAreKeptOnlyWhereTheyAllowIt() {
        assertAsked("/api/cacheable", 1);
        assertAsked("/api/private", 3);
        assertAsked("/api/silent", 3);
        assertAsked("/api/no-store", 3);
        assertAsked("/api/signed-in-cacheable", 3, "Authorization", "Bearer x");
    }

    @Test
    void whoHasWrittenIsNotAnsweredFromTheCacheAndTheAnswerIsNotKept() {
        String path = "/api/own-cacheable";
        assertAsked(path, 3, "Read-After", "0123456789abcdef0123456789abcdef");
        client.get(nginx.uri(443, path));
        assertThat(requests(path)).as("nothing was kept").hasSize(4);
        client.get(nginx.uri(443, path), "Read-After", "0123456789abcdef0123456789abcdef");
        assertThat(requests(path)).as("what is kept is not given").hasSize(5);
        assertThat(requests(path).get(0).headers()).containsEntry("read-after", "0123456789abcdef0123456789abcdef");
        client.get(nginx.uri(443, path));
        assertThat(requests(path)).as("and stays for others").hasSize(5);
    }

    @Test
    void postsAreNotAnsweredFromTheCache() {
        client.get(nginx.uri(443, "/api/post-cacheable"));
        client.post(nginx.uri(443, "/api/post-cacheable"), "{}");
        client.post(nginx.uri(443, "/api/post-cacheable"), "{}");
        assertThat(requests("/api/post-cacheable")).hasSize(3);
    }

    @Test
    void getIsTriedOnceMoreElsewhereAndPostIsNot() {
        assertThat(client.get(nginx.uri(443, "/api/get-dropped")).statusCode()).isEqualTo(502);
        assertThat(requests("/api/get-dropped")).hasSize(2);
        assertThat(client.post(nginx.uri(443, "/api/post-dropped"), "{}").statusCode())
                .isEqualTo(502);
        assertThat(requests("/api/post-dropped")).hasSize(1);
    }

    @Test
    void oneClientTooFastIsSlowedDownAndOthersAreNot() {
        List<String> refused = client.refusedInAFlood(nginx.uri(443, "/"), "X-Forwarded-For", "203.0.113.99");
        assertThat(refused.get(0)).containsPattern("(?m)^Content-Type: application/problem\\+json\\r?$");
        assertThat(client.get(nginx.uri(443, "/"), "X-Forwarded-For", "203.0.113.100")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.get(nginx.uri(443, "/health"), "X-Forwarded-For", "203.0.113.99")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void behindCloudFrontTheClientIsTheOneBeforeCloudFront() throws IOException {
        Certificate certificate = Certificate.create(directory("cdn"), NAME);
        FakeServer server =
                FakeServer.web(directory("cdn-server"), certificate.pem()).set("ORIGIN", "cdn");
        try (Upstream upstream = Upstream.tls(certificate);
                RunningNginx cdn = new RunningNginx(server, List.of(443), List.of(), upstream.port())) {
            client.get(cdn.uri(443, "/api/a"), "X-Forwarded-For", "6.6.6.6, 2001:db8::7, 130.176.0.1");
            assertThat(upstream.requests("/api/a").get(0).headers()).containsEntry("x-forwarded-for", "2001:db8::7");
            client.get(cdn.uri(443, "/api/b"), "X-Forwarded-For", "130.176.0.1");
            assertThat(upstream.requests("/api/b").get(0).headers()).containsEntry("x-forwarded-for", "130.176.0.1");

            JsonNode line = new ObjectMapper().readTree(cdn.accessLog(2).get(0));
            assertThat(line.get("client").asText()).isEqualTo("2001:db8::7");
            assertThat(line.get("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    @Row("X7")
    void accessLogIsJsonWithoutTheQuery() throws IOException {
        HttpResponse<String> response = client.get(
                nginx.uri(443, "/api/logged?secret=1"),
                "User-Agent",
                "a \"quoted\" agent",
                "X-Forwarded-For",
                "203.0.113.8");
        String id = response.headers().firstValue("X-Request-ID").orElseThrow();
        client.get(nginx.uri(443, "/health"), "User-Agent", "ELB-HealthChecker/2.0");
        List<String> lines =
                Waiting.until(() -> nginx.accessLog(1), found -> found.stream().anyMatch(line -> line.contains(id)));
        JsonNode line = new ObjectMapper()
                .readTree(lines.stream().filter(l -> l.contains(id)).findFirst().orElseThrow());
        assertThat(line.get("level").asText()).isEqualTo("info");
        assertThat(line.get("client").asText()).isEqualTo("203.0.113.8");
        assertThat(line.get("method").asText()).isEqualTo("GET");
        assertThat(line.get("path").asText()).isEqualTo("/api/logged");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("bytes").asInt()).isGreaterThan(2_000);
        assertThat(line.get("request_time").isNumber()).isTrue();
        assertThat(line.get("upstream_time").asText()).matches("[0-9.]+");
        assertThat(line.get("cache").asText()).isEqualTo("MISS");
        assertThat(line.get("user_agent").asText()).isEqualTo("a \"quoted\" agent");
        assertThat(lines).noneMatch(l -> l.contains("secret") || l.contains("ELB-HealthChecker"));
    }

    @Test
    void healthIsLoggedWhenItIsAskedFromOutside() {
        client.get(nginx.uri(443, "/health"), "X-Forwarded-For", "203.0.113.8");
        Waiting.until(
                () -> nginx.accessLog(1),
                lines -> lines.stream().anyMatch(line -> line.contains("\"path\":\"/health\"")));
    }

    @Test
    @Row("S5.2")
    void requestsInProgressCanBeRead() {
        HttpResponse<String> response = client.get(nginx.uri(8081, "/status"));
        assertThat(response.body()).containsPattern("Reading: \\d+ Writing: \\d+ Waiting: \\d+");
        assertThat(client.get(nginx.uri(443, "/status")).statusCode()).isEqualTo(404);
    }

    private void assertAsked(String path, int times, String... headers) {
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(nginx.uri(443, path), headers).statusCode()).isEqualTo(200);
        }
        assertThat(requests(path)).as(path).hasSize(times);
    }

    private static List<Upstream.Request> requests(String uri) {
        return Stream.of(internal, secondInternal)
                .flatMap(upstream -> upstream.requests(uri).stream())
                .toList();
    }

    private static Path directory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }
}

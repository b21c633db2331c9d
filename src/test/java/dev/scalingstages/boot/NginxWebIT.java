package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideTheCdk
class NginxWebIT {
    private static final String NAME = "internal.scaling-stages";

    @TempDir
    static Path directory;

    @AutoClose
    private static RecordingServer internal;

    @AutoClose
    private static RecordingServer secondInternal;

    @AutoClose
    private static RunningNginx nginx;

    @BeforeAll
    static void start() {
        Certificate certificate = Certificate.create(directory.resolve("certificate"), NAME);
        internal = RecordingServer.tls(certificate);
        secondInternal = RecordingServer.tls(certificate);
        nginx = new RunningNginx(
                FakeServer.web(directory.resolve("server"), certificate.pem()), internal, secondInternal);
    }

    @Test
    void webServerAnswersHealthByItself() {
        assertThat(nginx.get(443, "/health").body()).isEqualTo("{\"status\":\"up\",\"role\":\"web\",\"stage\":3}");
        assertThat(requests("/health")).isEmpty();
    }

    @Test
    @Row("S3.2")
    void staticPageIsCompressedAlsoForCloudFront() {
        nginx.get(443, "/", "Accept-Encoding", "gzip", "Via", "1.1 x.cloudfront.net")
                .is(200)
                .has("Content-Encoding", "gzip")
                .has("Vary", "Accept-Encoding")
                .has("X-Content-Type-Options", "nosniff");
    }

    @Test
    @Row("X3")
    void apiIsProxiedToTheServerThatHasTheCertificate() {
        Client.Answer response = nginx.get(443, "/api/items?page=2", "X-Forwarded-For", "6.6.6.6, 203.0.113.7")
                .is(200);
        assertThat(response.body()).startsWith("{\"path\":\"/api/items\"");
        assertThat(requests("/api/items?page=2")).singleElement().satisfies(request -> {
            assertThat(request.protocol()).isEqualTo("HTTP/1.1");
            // What stands left of the load balancer's own word is the client's to choose.
            assertThat(request.headers())
                    .containsEntry("x-forwarded-for", "203.0.113.7")
                    .containsEntry("x-forwarded-proto", "https")
                    .containsEntry("host", "127.0.0.1")
                    .containsEntry("x-request-id", response.header("X-Request-ID"));
        });
        response.lacks("X-Powered-By");
        assertThat(response.headers().allValues("Strict-Transport-Security")).hasSize(1);
    }

    @Test
    @Row("S3.2")
    void apiAnswersAreCompressed() {
        nginx.get(443, "/api/big", "Accept-Encoding", "gzip").has("Content-Encoding", "gzip");
    }

    @Test
    @Row("X3")
    void otherCertificateForTheSameNameIsRefused() {
        Certificate expected = Certificate.create(directory.resolve("expected"), NAME);
        try (RunningNginx strict =
                new RunningNginx(FakeServer.web(directory.resolve("strict"), expected.pem()), internal)) {
            Client.Answer answer =
                    strict.get(443, "/api/refused").is(502).has("Content-Type", "application/problem+json");
            assertThat(answer.json().get("status").asInt()).isEqualTo(502);
            assertThat(requests("/api/refused")).isEmpty();
        }
    }

    @Test
    @Row("X3")
    void rightCertificateForAnotherNameIsRefused() {
        Certificate other = Certificate.create(directory.resolve("other"), "other.scaling-stages");
        try (RecordingServer upstream = RecordingServer.tls(other);
                RunningNginx strict =
                        new RunningNginx(FakeServer.web(directory.resolve("other-server"), other.pem()), upstream)) {
            strict.get(443, "/api/refused").is(502);
            assertThat(upstream.requests("/api/refused")).isEmpty();
        }
    }

    @Test
    void connectionsToTheInternalLoadBalancerAreKept() {
        for (int i = 0; i < 20; i++) {
            nginx.get(443, "/api/kept").is(200);
        }
        long connections = requests("/api/kept").stream()
                .map(RecordingServer.Request::connection)
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
        nginx.get(443, path);
        assertThat(requests(path)).as("nothing was kept").hasSize(4);
        nginx.get(443, path, "Read-After", "0123456789abcdef0123456789abcdef");
        assertThat(requests(path)).as("what is kept is not given").hasSize(5);
        assertThat(requests(path).get(0).headers()).containsEntry("read-after", "0123456789abcdef0123456789abcdef");
        nginx.get(443, path);
        assertThat(requests(path)).as("and stays for others").hasSize(5);
    }

    @Test
    void postsAreNotAnsweredFromTheCache() {
        nginx.get(443, "/api/post-cacheable");
        nginx.post(443, "/api/post-cacheable");
        nginx.post(443, "/api/post-cacheable");
        assertThat(requests("/api/post-cacheable")).hasSize(3);
    }

    @Test
    void getIsTriedOnceMoreElsewhereAndPostIsNot() {
        nginx.get(443, "/api/get-dropped").is(502);
        assertThat(requests("/api/get-dropped")).hasSize(2);
        nginx.post(443, "/api/post-dropped").is(502);
        assertThat(requests("/api/post-dropped")).hasSize(1);
    }

    @Test
    void oneClientTooFastIsSlowedDownAndOthersAreNot() {
        List<String> refused = Client.refusedInAFlood(nginx.uri(443, "/"), "X-Forwarded-For", "203.0.113.99");
        assertThat(refused.get(0)).containsPattern("(?m)^Content-Type: application/problem\\+json\\r?$");
        nginx.get(443, "/", "X-Forwarded-For", "203.0.113.100").is(200);
        nginx.get(443, "/health", "X-Forwarded-For", "203.0.113.99").is(200);
    }

    @Test
    void behindCloudFrontTheClientIsTheOneBeforeCloudFront() {
        Certificate certificate = Certificate.create(directory.resolve("cdn"), NAME);
        FakeServer server = FakeServer.web(directory.resolve("cdn-server"), certificate.pem())
                .set("ORIGIN", "cdn");
        try (RecordingServer upstream = RecordingServer.tls(certificate);
                RunningNginx cdn = new RunningNginx(server, upstream)) {
            cdn.get(443, "/api/a", "X-Forwarded-For", "6.6.6.6, 2001:db8::7, 130.176.0.1");
            assertThat(upstream.requests("/api/a").get(0).headers()).containsEntry("x-forwarded-for", "2001:db8::7");
            cdn.get(443, "/api/b", "X-Forwarded-For", "130.176.0.1");
            assertThat(upstream.requests("/api/b").get(0).headers()).containsEntry("x-forwarded-for", "130.176.0.1");

            JsonNode line = ProjectFiles.json(cdn.accessLog(2).get(0));
            assertThat(line.get("client").asText()).isEqualTo("2001:db8::7");
            assertThat(line.get("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    @Row("X7")
    void accessLogIsJsonWithoutTheQuery() {
        String agent = "a \"quoted\" agent";
        String id = nginx.get(443, "/api/logged?secret=1", "User-Agent", agent, "X-Forwarded-For", "203.0.113.8")
                .header("X-Request-ID");
        nginx.get(443, "/health", "User-Agent", "ELB-HealthChecker/2.0");
        List<String> lines = awaitLogged(id);
        JsonNode line = ProjectFiles.json(
                lines.stream().filter(each -> each.contains(id)).findFirst().orElseThrow());
        assertThat(line.get("level").asText()).isEqualTo("info");
        assertThat(line.get("client").asText()).isEqualTo("203.0.113.8");
        assertThat(line.get("method").asText()).isEqualTo("GET");
        assertThat(line.get("path").asText()).isEqualTo("/api/logged");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("bytes").asInt()).isGreaterThan(2_000);
        assertThat(line.get("request_time").isNumber()).isTrue();
        assertThat(line.get("upstream_time").asText()).matches("[0-9.]+");
        assertThat(line.get("cache").asText()).isEqualTo("MISS");
        assertThat(line.get("user_agent").asText()).isEqualTo(agent);
        assertThat(lines).noneMatch(l -> l.contains("secret") || l.contains("ELB-HealthChecker"));
    }

    @Test
    void healthIsLoggedWhenItIsAskedFromOutside() {
        nginx.get(443, "/health", "X-Forwarded-For", "203.0.113.8");
        awaitLogged("\"path\":\"/health\"");
    }

    private static List<String> awaitLogged(String words) {
        return nginx.accessLog(lines -> lines.stream().anyMatch(line -> line.contains(words)));
    }

    @Test
    @Row("S5.2")
    void requestsInProgressCanBeRead() {
        assertThat(nginx.get(8081, "/status").body()).containsPattern("Reading: \\d+ Writing: \\d+ Waiting: \\d+");
        nginx.get(443, "/status").is(404);
    }

    private void assertAsked(String path, int times, String... headers) {
        for (int i = 0; i < 3; i++) {
            nginx.get(443, path, headers).is(200);
        }
        assertThat(requests(path)).as(path).hasSize(times);
    }

    private static List<RecordingServer.Request> requests(String uri) {
        return Stream.of(internal, secondInternal)
                .flatMap(upstream -> upstream.requests(uri).stream())
                .toList();
    }
}

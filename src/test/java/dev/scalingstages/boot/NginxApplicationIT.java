package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class NginxApplicationIT {
    @TempDir
    Path directory;

    private final Client client = new Client();

    @ParameterizedTest
    @ValueSource(strings = {"write-api", "read-api", "worker"})
    @Row("S3.3")
    void withoutTheApplicationTheServerIsUnhealthyAndSaysWhy(String role) throws IOException {
        FakeServer server = FakeServer.application(directory, role);
        try (RunningNginx nginx = new RunningNginx(server, List.of(8443), List.of())) {
            for (String path : List.of("/health", "/api/items.json?page=2")) {
                HttpResponse<String> response = client.get(nginx.uri(8443, path));
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
                assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
                JsonNode problem = new ObjectMapper().readTree(response.body());
                assertThat(problem.get("status").asInt()).isEqualTo(503);
                assertThat(problem.get("title").asText()).isEqualTo("Service Unavailable");
                assertThat(problem.get("requestId").asText())
                        .isEqualTo(response.headers().firstValue("X-Request-ID").orElseThrow());
            }
            assertThat(client.post(nginx.uri(8443, "/api/items"), "{}").statusCode())
                    .isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    @Row("S3.4")
    void healthIsTheApplicationsOwnWord(int status) {
        FakeServer server = FakeServer.application(directory, "read-api");
        try (Upstream application = Upstream.plain();
                RunningNginx nginx = new RunningNginx(server, List.of(8443), List.of(application))) {
            application.answerHealthWith(status);
            HttpResponse<String> health = client.get(nginx.uri(8443, "/health"));
            assertThat(health.statusCode()).isEqualTo(status);
            assertThat(health.body()).startsWith("{\"path\":\"/health\"");
            assertThat(health.headers().allValues("X-Request-ID"))
                    .singleElement()
                    .isNotEqualTo("the application's own");
            assertThat(health.headers().firstValue("X-Powered-By")).isEmpty();
        }
    }

    @Test
    void applicationLearnsWhoAskedAndUnderWhichNumber() {
        FakeServer server = FakeServer.application(directory, "read-api");
        try (Upstream application = Upstream.plain();
                RunningNginx nginx = new RunningNginx(server, List.of(8443), List.of(application))) {
            HttpResponse<String> response = client.get(
                    nginx.uri(8443, "/api/items?page=2"),
                    "X-Request-ID",
                    "0123456789abcdef",
                    "X-Forwarded-For",
                    "203.0.113.7, 10.0.1.5");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(application.requests("/api/items?page=2"))
                    .singleElement()
                    .satisfies(request -> assertThat(request.headers())
                            .containsEntry("x-request-id", "0123456789abcdef")
                            .containsEntry("x-forwarded-for", "203.0.113.7, 10.0.1.5")
                            .containsEntry("x-forwarded-proto", "https"));
            assertThat(nginx.accessLog(1).get(0)).contains("\"client\":\"203.0.113.7\"");
        }
    }

    @Test
    void requestNumberThatIsNoneIsReplaced() {
        FakeServer server = FakeServer.application(directory, "read-api");
        try (Upstream application = Upstream.plain();
                RunningNginx nginx = new RunningNginx(server, List.of(8443), List.of(application))) {
            client.get(nginx.uri(8443, "/api/a"), "X-Request-ID", "\"},{\"forged\":\"1");
            assertThat(application.requests("/api/a").get(0).headers().get("x-request-id"))
                    .matches("[0-9a-f]{32}");
        }
    }
}

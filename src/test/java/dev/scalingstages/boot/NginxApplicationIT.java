package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
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

    @ParameterizedTest
    @ValueSource(strings = {"write-api", "read-api", "worker"})
    @Row("S3.3")
    void withoutTheApplicationTheServerIsUnhealthyAndSaysWhy(String role) throws IOException {
        FakeServer server = FakeServer.application(directory, role);
        try (RunningNginx nginx = new RunningNginx(server)) {
            for (String path : List.of("/health", "/api/items.json?page=2")) {
                Client.Answer answer = nginx.get(8443, path).is(503);
                answer.has("Content-Type", "application/problem+json");
                answer.has("Retry-After", "5").has("Cache-Control", "no-store");
                assertThat(answer.json().get("status").asInt()).isEqualTo(503);
                assertThat(answer.json().get("title").asText()).isEqualTo("Service Unavailable");
                assertThat(answer.json().get("requestId").asText()).isEqualTo(answer.header("X-Request-ID"));
            }
            nginx.post(8443, "/api/items").is(503);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    @Row("S3.4")
    void healthIsTheApplicationsOwnWord(int status) {
        try (RecordingServer application = RecordingServer.plain();
                RunningNginx nginx = readApi(application)) {
            application.answerHealthWith(status);
            Client.Answer health = nginx.get(8443, "/health").is(status).lacks("X-Powered-By");
            assertThat(health.body()).startsWith("{\"path\":\"/health\"");
            assertThat(health.header("X-Request-ID")).isNotEqualTo("the application's own");
        }
    }

    @Test
    void applicationLearnsWhoAskedAndUnderWhichNumber() {
        String clients = "203.0.113.7, 10.0.1.5";
        try (RecordingServer application = RecordingServer.plain();
                RunningNginx nginx = readApi(application)) {
            nginx.get(8443, "/api/items?page=2", "X-Request-ID", "0123456789abcdef", "X-Forwarded-For", clients)
                    .is(200);
            assertThat(application.requests("/api/items?page=2"))
                    .singleElement()
                    .satisfies(request -> assertThat(request.headers())
                            .containsEntry("x-request-id", "0123456789abcdef")
                            .containsEntry("x-forwarded-for", clients)
                            .containsEntry("x-forwarded-proto", "https"));
            assertThat(nginx.accessLog(1).get(0)).contains("\"client\":\"203.0.113.7\"");
        }
    }

    @Test
    void requestNumberThatIsNoneIsReplaced() {
        try (RecordingServer application = RecordingServer.plain();
                RunningNginx nginx = readApi(application)) {
            nginx.get(8443, "/api/a", "X-Request-ID", "\"},{\"forged\":\"1");
            assertThat(application.requests("/api/a").get(0).headers().get("x-request-id"))
                    .matches("[0-9a-f]{32}");
        }
    }

    private RunningNginx readApi(RecordingServer application) {
        return new RunningNginx(FakeServer.application(directory, "read-api"), application);
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both APIs behind the single server's nginx. */
@BesideTheCdk
class NginxSingleServerApplicationIT {
    @TempDir
    static Path directory;

    @AutoClose
    private static RecordingServer writeApi;

    @AutoClose
    private static RecordingServer readApi;

    @AutoClose
    private static RunningNginx nginx;

    @BeforeAll
    static void start() {
        writeApi = RecordingServer.plain();
        readApi = RecordingServer.plain();
        nginx = new RunningNginx(FakeServer.single(directory), writeApi, readApi);
    }

    @ParameterizedTest
    @CsvSource({"GET, read", "HEAD, read", "OPTIONS, read", "POST, write", "PUT, write", "PATCH, write", "DELETE, write"
    })
    @Row("S3.3")
    void readsAndWritesAreToldApartByTheMethodAsTheLoadBalancerWill(String method, String api) {
        String path = "/api/items/" + method + "?page=2";
        nginx.call(method, 443, path).is(200);
        boolean reads = api.equals("read");
        assertThat((reads ? writeApi : readApi).requests(path)).isEmpty();
        assertThat((reads ? readApi : writeApi).requests(path)).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.headers())
                    .containsEntry("x-forwarded-for", "127.0.0.1")
                    .containsEntry("x-forwarded-proto", "https");
            assertThat(request.headers().get("x-request-id")).matches("[0-9a-f]{32}");
        });
    }

    @Test
    void clientsWordOnWhereItIsGoesNoFurther() {
        nginx.get(443, "/api/forged", "X-Forwarded-For", "6.6.6.6", "X-Request-ID", "chosen-by-the-client");
        assertThat(readApi.requests("/api/forged").get(0).headers())
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .doesNotContainEntry("x-request-id", "chosen-by-the-client");
    }

    @Test
    void answersAreThisServersInItsHeaders() {
        Client.Answer answer = nginx.get(443, "/api/items")
                .has("X-Content-Type-Options", "nosniff")
                .lacks("X-Powered-By");
        assertThat(answer.header("X-Request-ID")).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 443})
    void healthIsTheApplicationsOwnWordOnBothPorts(int port) {
        for (int status : List.of(200, 503)) {
            writeApi.answerHealthWith(status);
            assertThat(nginx.get(port, "/health").is(status).body()).startsWith("{\"path\":\"/health\"");
        }
    }

    @Test
    @Row("X3")
    void apiIsServedByTlsOnly() {
        nginx.get(80, "/api/plain").is(308);
        nginx.call("POST", 80, "/api/plain").is(308);
        assertThat(readApi.requests("/api/plain")).isEmpty();
        assertThat(writeApi.requests("/api/plain")).isEmpty();
    }

    @Test
    void clientThatIsTooFastIsToldSoInAProblemDocument() {
        try (RunningNginx flooded = new RunningNginx(FakeServer.single(directory.resolve("flooded")))) {
            List<String> refused = Client.refusedInAFlood(flooded.uri(443, "/api/flood"));
            assertThat(refused.get(0)).containsPattern("(?m)^Content-Type: application/problem\\+json\\r?$");
        }
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
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

    private static Upstream writeApi;
    private static Upstream readApi;
    private static RunningNginx nginx;

    private final Client client = new Client();

    @BeforeAll
    static void start() {
        writeApi = Upstream.plain();
        readApi = Upstream.plain();
        nginx = new RunningNginx(FakeServer.single(directory), List.of(80, 443), List.of(writeApi, readApi));
    }

    @AfterAll
    static void stop() {
        nginx.close();
        writeApi.close();
        readApi.close();
    }

    @ParameterizedTest
    @CsvSource({"GET, read", "HEAD, read", "OPTIONS, read", "POST, write", "PUT, write", "PATCH, write", "DELETE, write"
    })
    @Row("S3.3")
    void readsAndWritesAreToldApartByTheMethodAsTheLoadBalancerWill(String method, String api) {
        String path = "/api/items/" + method + "?page=2";
        assertThat(client.call(method, nginx.uri(443, path)).statusCode()).isEqualTo(200);
        Upstream expected = api.equals("read") ? readApi : writeApi;
        Upstream other = api.equals("read") ? writeApi : readApi;
        assertThat(expected.requests(path)).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo(method);
            assertThat(request.headers())
                    .containsEntry("x-forwarded-for", "127.0.0.1")
                    .containsEntry("x-forwarded-proto", "https");
            assertThat(request.headers().get("x-request-id")).matches("[0-9a-f]{32}");
        });
        assertThat(other.requests(path)).isEmpty();
    }

    @Test
    void clientsWordOnWhereItIsGoesNoFurther() {
        client.get(nginx.uri(443, "/api/forged"), "X-Forwarded-For", "6.6.6.6", "X-Request-ID", "chosen-by-the-client");
        assertThat(readApi.requests("/api/forged").get(0).headers())
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .doesNotContainEntry("x-request-id", "chosen-by-the-client");
    }

    @Test
    void answersAreThisServersInItsHeaders() {
        HttpResponse<String> response = client.get(nginx.uri(443, "/api/items"));
        assertThat(response.headers().allValues("X-Request-ID"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{32}");
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 443})
    void healthIsTheApplicationsOwnWordOnBothPorts(int port) {
        for (int status : List.of(200, 503)) {
            writeApi.answerHealthWith(status);
            HttpResponse<String> response = client.get(nginx.uri(port, "/health"));
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body()).startsWith("{\"path\":\"/health\"");
        }
    }

    @Test
    @Row("X3")
    void apiIsServedByTlsOnly() {
        assertThat(client.get(nginx.uri(80, "/api/plain")).statusCode()).isEqualTo(308);
        assertThat(client.call("POST", nginx.uri(80, "/api/plain")).statusCode())
                .isEqualTo(308);
        assertThat(readApi.requests("/api/plain")).isEmpty();
        assertThat(writeApi.requests("/api/plain")).isEmpty();
    }

    @Test
    void clientThatIsTooFastIsToldSoInAProblemDocument() throws IOException {
        Path other = Files.createDirectories(directory.resolve("flooded"));
        try (RunningNginx flooded = new RunningNginx(FakeServer.single(other), List.of(80, 443), List.of())) {
            List<String> refused = client.refusedInAFlood(flooded.uri(443, "/api/flood"));
            assertThat(refused.get(0)).containsPattern("(?m)^Content-Type: application/problem\\+json\\r?$");
        }
    }
}

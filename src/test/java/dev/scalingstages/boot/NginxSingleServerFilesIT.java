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
import org.junit.jupiter.params.provider.ValueSource;

/** Users' files, which the single server keeps on its disk at stage 1. */
@BesideTheCdk
class NginxSingleServerFilesIT {
    private static final String POST = "0123456789abcdef0123456789abcdef";

    @TempDir
    static Path directory;

    private static RunningNginx nginx;

    private final Client client = new Client();

    @BeforeAll
    static void start() throws IOException {
        FakeServer server = FakeServer.single(directory);
        nginx = new RunningNginx(server, List.of(80, 443), List.of());
        Path data = server.root().resolve("data");
        for (String file : List.of("uploads/" + POST, "photos/" + POST, "incoming/" + POST, "uploads/readme.txt")) {
            Path path = data.resolve("files").resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "<script>of " + file + "</script>");
        }
    }

    @AfterAll
    static void stop() {
        nginx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads/", "photos/"})
    @Row("S1.1")
    void fileOfAUserIsAnImageWhateverItHolds(String folder) {
        HttpResponse<String> response = client.get(nginx.uri(443, "/" + folder + POST));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<script>of " + folder + POST + "</script>");
        assertThat(response.headers().allValues("Content-Type")).containsExactly("image/jpeg");
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("public, max-age=3600, immutable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/incoming/" + POST,
                "/files/uploads/" + POST,
                "/data/files/uploads/" + POST,
                "/data/secrets/upload-key",
                "/secrets/upload-key",
                "/tls/private-key.pem",
                "/uploads/readme.txt",
                "/uploads/",
                "/uploads",
                "/uploads/" + POST + "/",
                "/uploads/" + POST + "/../../../secrets/upload-key",
                "/uploads/../../secrets/upload-key",
                "/uploads/%2e%2e/%2e%2e/secrets/upload-key",
                "/uploads/..%2f..%2fsecrets%2fupload-key",
                "/uploads/%2e%2e%2fincoming%2f" + POST,
                "/uploads/" + POST + "%00.txt",
                "//data/secrets/upload-key",
                "/photos/%2fdata%2fsecrets%2fupload-key"
            })
    @Row("X5")
    void nothingElseOnTheVolumeIsServed(String path) {
        HttpResponse<String> response = client.get(nginx.uri(443, path));
        assertThat(response.statusCode()).isBetween(400, 404);
        assertThat(response.body()).doesNotContain("script>").doesNotContainPattern("[0-9a-f]{64}");
    }

    @Test
    void filesCannotBeWrittenHere() {
        assertThat(client.call("PUT", nginx.uri(443, "/uploads/" + POST)).statusCode())
                .isEqualTo(405);
        assertThat(client.call("DELETE", nginx.uri(443, "/uploads/" + POST)).statusCode())
                .isEqualTo(405);
        assertThat(client.get(nginx.uri(443, "/uploads/" + POST)).statusCode()).isEqualTo(200);
    }

    @Test
    @Row("X3")
    void filesAreServedByTlsOnly() {
        assertThat(client.get(nginx.uri(80, "/uploads/" + POST)).statusCode()).isEqualTo(308);
    }
}

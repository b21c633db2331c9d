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
import org.junit.jupiter.params.provider.ValueSource;

/** Users' files, which the single server keeps on its disk at stage 1. */
@BesideTheCdk
class NginxSingleServerFilesIT {
    private static final String POST = "0123456789abcdef0123456789abcdef";

    @TempDir
    static Path directory;

    @AutoClose
    private static RunningNginx nginx;

    @BeforeAll
    static void start() {
        FakeServer server = FakeServer.single(directory);
        nginx = new RunningNginx(server);
        for (String file : List.of("uploads/" + POST, "photos/" + POST, "incoming/" + POST, "uploads/readme.txt")) {
            server.put("data/files/" + file, "<script>of " + file + "</script>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads/", "photos/"})
    @Row("S1.1")
    void fileOfAUserIsAnImageWhateverItHolds(String folder) {
        Client.Answer response = nginx.get(443, "/" + folder + POST).is(200);
        assertThat(response.body()).isEqualTo("<script>of " + folder + POST + "</script>");
        response.has("Content-Type", "image/jpeg").has("X-Content-Type-Options", "nosniff");
        assertThat(response.header("Content-Security-Policy")).isNotEmpty();
        response.has("Cache-Control", "public, max-age=3600, immutable");
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
        Client.Answer response = nginx.get(443, path);
        assertThat(response.status()).isBetween(400, 404);
        assertThat(response.body()).doesNotContain("script>").doesNotContainPattern("[0-9a-f]{64}");
    }

    @Test
    void filesCannotBeWrittenHere() {
        nginx.call("PUT", 443, "/uploads/" + POST).is(405);
        nginx.call("DELETE", 443, "/uploads/" + POST).is(405);
        nginx.get(443, "/uploads/" + POST).is(200);
    }

    @Test
    @Row("X3")
    void filesAreServedByTlsOnly() {
        nginx.get(80, "/uploads/" + POST).is(308);
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class NginxSingleServerIT {
    /** A file of a user, which the single server keeps on its disk at stage 1. */
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
    @CsvSource({"80, /health", "443, /health", "443, /api/posts/popular"})
    void withoutTheApplicationTheServerSaysSo(int port, String path) {
        Client.Answer answer = nginx.get(port, path).is(503);
        answer.has("Content-Type", "application/problem+json").has("Cache-Control", "no-store");
        assertThat(answer.json().get("status").asInt()).isEqualTo(503);
    }

    @Test
    @Row("X3")
    void httpLeadsToHttpsWithPathAndQuery() {
        nginx.get(80, "/some/page?of=2").is(308).has("Location", "https://127.0.0.1/some/page?of=2");
    }

    @Test
    @Row("S1.1")
    void pageIsServed() {
        Client.Answer page = nginx.get(443, "/").is(200).has("Content-Type", "text/html; charset=utf-8");
        assertThat(page.body()).contains("<h1>Scaling Stages</h1>");
        nginx.get(443, "/style.css").has("Content-Type", "text/css; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Strict-Transport-Security | max-age=31536000
            X-Content-Type-Options | nosniff
            X-Frame-Options | DENY
            Referrer-Policy | strict-origin-when-cross-origin
            Cross-Origin-Opener-Policy | same-origin
            Server | nginx
            """)
    void securityHeadersAreOnPagesAndOnErrors(String header, String value) {
        nginx.get(443, "/").has(header, value);
        nginx.get(443, "/nothing").has(header, value);
    }

    @Test
    void contentSecurityPolicyAllowsWhatThePageNeedsAndNoFrames() {
        Client.Answer page = nginx.get(443, "/");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(page.body()).doesNotContain("<script", "style=\"", "<style");
    }

    @Test
    void everyAnswerHasAnIdentifierOfItsOwn() {
        String first =
                nginx.get(443, "/", "X-Request-ID", "chosen-by-the-client").header("X-Request-ID");
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(nginx.get(443, "/").header("X-Request-ID")).isNotEqualTo(first);
    }

    @Test
    void pageIsCompressedForWhoeverAsks() {
        nginx.get(443, "/", "Accept-Encoding", "gzip").has("Content-Encoding", "gzip");
        nginx.get(443, "/").lacks("Content-Encoding");
    }

    @Test
    void browsersGetHttp2() {
        Client browser = new Client(HttpClient.Version.HTTP_2);
        assertThat(browser.get(nginx.uri(443, "/")).version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.git/config", "/nothing", "/%2e%2e/%2e%2e/etc/passwd"})
    void otherFilesAreNotServed(String path) {
        assertThat(nginx.get(443, path).status()).isBetween(400, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    })
    @Row("X3")
    void currentTlsIsAccepted(String protocol, String cipher) throws IOException {
        handshake(protocol, cipher);
    }

    @Test
    @Row("X3")
    void ciphersWithoutAuthenticationAreRefused() {
        Assertions.assertThatThrownBy(() -> handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    private static void handshake(String protocol, String cipher) throws IOException {
        try (SSLSocket socket = (SSLSocket) Client.trustingContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), nginx.port(443))) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipher});
            socket.startHandshake();
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

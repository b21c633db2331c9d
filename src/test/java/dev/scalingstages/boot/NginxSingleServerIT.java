package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
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
    @TempDir
    static Path directory;

    @AutoClose
    private static RunningNginx nginx;

    @BeforeAll
    static void start() {
        nginx = new RunningNginx(FakeServer.single(directory));
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
}

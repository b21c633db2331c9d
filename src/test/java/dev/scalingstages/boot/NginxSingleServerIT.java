package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
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

    private static RunningNginx nginx;

    private final Client client = new Client();

    @BeforeAll
    static void start() {
        nginx = new RunningNginx(FakeServer.single(directory), List.of(80, 443), List.of());
    }

    @AfterAll
    static void stop() {
        nginx.close();
    }

    @ParameterizedTest
    @CsvSource({"80, /health", "443, /health", "443, /api/posts/popular"})
    void withoutTheApplicationTheServerSaysSo(int port, String path) throws IOException {
        HttpResponse<String> response = client.get(nginx.uri(port, path));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(new ObjectMapper().readTree(response.body()).get("status").asInt())
                .isEqualTo(503);
    }

    @Test
    @Row("X3")
    void httpLeadsToHttpsWithPathAndQuery() {
        HttpResponse<String> response = client.get(nginx.uri(80, "/some/page?of=2"));
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(response.headers().firstValue("Location")).hasValue("https://127.0.0.1/some/page?of=2");
    }

    @Test
    @Row("S1.1")
    void pageIsServed() {
        HttpResponse<String> response = client.get(nginx.uri(443, "/"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("<h1>Scaling Stages</h1>");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(client.get(nginx.uri(443, "/style.css")).headers().firstValue("Content-Type"))
                .hasValue("text/css; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Strict-Transport-Security | max-age=31536000",
                "X-Content-Type-Options | nosniff",
                "X-Frame-Options | DENY",
                "Referrer-Policy | strict-origin-when-cross-origin",
                "Cross-Origin-Opener-Policy | same-origin",
                "Server | nginx"
            })
    void securityHeadersAreOnPagesAndOnErrors(String header, String value) {
        assertThat(client.get(nginx.uri(443, "/")).headers().allValues(header)).containsExactly(value);
        assertThat(client.get(nginx.uri(443, "/nothing")).headers().allValues(header))
                .containsExactly(value);
    }

    @Test
    void contentSecurityPolicyAllowsWhatThePageNeedsAndNoFrames() {
        HttpResponse<String> response = client.get(nginx.uri(443, "/"));
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("default-src 'self'", "frame-ancestors 'none'"));
        assertThat(response.body()).doesNotContain("<script", "style=\"", "<style");
    }

    @Test
    void everyAnswerHasAnIdentifierOfItsOwn() {
        String first = client.get(nginx.uri(443, "/"), "X-Request-ID", "chosen-by-the-client")
                .headers()
                .firstValue("X-Request-ID")
                .orElseThrow();
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(client.get(nginx.uri(443, "/")).headers().firstValue("X-Request-ID"))
                .isNotEmpty()
                .get()
                .isNotEqualTo(first);
    }

    @Test
    void pageIsCompressedForWhoeverAsks() {
        assertThat(client.get(nginx.uri(443, "/"), "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .hasValue("gzip");
        assertThat(client.get(nginx.uri(443, "/")).headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void browsersGetHttp2() {
        assertThat(new Client(HttpClient.Version.HTTP_2)
                        .get(nginx.uri(443, "/"))
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.git/config", "/nothing", "/%2e%2e/%2e%2e/etc/passwd"})
    void otherFilesAreNotServed(String path) {
        assertThat(client.get(nginx.uri(443, path)).statusCode()).isBetween(400, 404);
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

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Waiting;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** An HTTP client that, like the load balancers, takes any certificate of a server. */
final class Client {
    private final HttpClient http;

    /**
     * @param version the version that it offers
     */
    Client(HttpClient.Version version) {
        http = HttpClient.newBuilder()
                .version(version)
                .sslContext(trustingContext())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Client() {
        this(HttpClient.Version.HTTP_1_1);
    }

    /** What a server answers. */
    record Answer(int status, HttpHeaders headers, String body, HttpClient.Version version) {
        /** Fails unless it has this status. */
        Answer is(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        /** Fails unless it has a header once, with this value. */
        Answer has(String header, String value) {
            assertThat(headers.allValues(header)).as(header).containsExactly(value);
            return this;
        }

        /** Fails if it has a header. */
        Answer lacks(String header) {
            assertThat(headers.allValues(header)).as(header).isEmpty();
            return this;
        }

        /** The value of a header that it has once. */
        String header(String name) {
            assertThat(headers.allValues(name)).as(name).hasSize(1);
            return headers.allValues(name).get(0);
        }

        /** Its body, which is JSON. */
        JsonNode json() {
            return ProjectFiles.json(body);
        }
    }

    /**
     * A request without a body.
     *
     * @param headers names and values by turns
     * @throws java.util.concurrent.CompletionException when there is no answer
     */
    Answer call(String method, URI uri, String... headers) {
        return send(method, uri, HttpRequest.BodyPublishers.noBody(), headers);
    }

    /** The same as GET. */
    Answer get(URI uri, String... headers) {
        return call("GET", uri, headers);
    }

    Answer post(URI uri, String body) {
        return send("POST", uri, HttpRequest.BodyPublishers.ofString(body));
    }

    private Answer send(String method, URI uri, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
        HttpRequest built = (headers.length == 0 ? request : request.headers(headers)).build();
        HttpResponse<String> response =
                http.sendAsync(built, HttpResponse.BodyHandlers.ofString()).join();
        return new Answer(response.statusCode(), response.headers(), response.body(), response.version());
    }

    /**
     * The heads of the answers 429 to a client that asks faster than anybody may. All its requests are on their way
     * before the first answer, so that only nginx's own speed counts, and not that of a busy machine's client.
     */
    static List<String> refusedInAFlood(URI uri, String... headers) {
        StringBuilder head = new StringBuilder("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\n");
        for (int index = 0; index < headers.length; index += 2) {
            head.append(headers[index]).append(": ").append(headers[index + 1]).append("\r\n");
        }
        String flood = (head + "\r\n").repeat(299) + head + "Connection: close\r\n\r\n";
        return Waiting.until(
                () -> Stream.of(exchange(uri, flood).split("(?=HTTP/1\\.1 \\d{3} )"))
                        .filter(answer -> answer.startsWith("HTTP/1.1 429 "))
                        .map(answer -> answer.substring(0, answer.indexOf("\r\n\r\n")))
                        .toList(),
                refused -> !refused.isEmpty());
    }

    /** All that a server says to some bytes, until it closes the connection. */
    private static String exchange(URI uri, String said) {
        return assertDoesNotThrow(() -> {
            try (Socket socket = trustingContext().getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
                socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        });
    }

    static SSLContext trustingContext() {
        return assertDoesNotThrow(() -> {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingManager()}, null);
            return context;
        });
    }

    /** Being an extended one, it also stands in for the check of the host name. */
    private static final class TrustingManager extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

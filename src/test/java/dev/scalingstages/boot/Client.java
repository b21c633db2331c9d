package dev.scalingstages.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
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

    /**
     * @param headers names and values by turns
     */
    HttpResponse<String> get(URI uri, String... headers) {
        return send(request(uri, headers).GET().build());
    }

    HttpResponse<String> post(URI uri, String body, String... headers) {
        return send(request(uri, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A request of any method without a body. */
    HttpResponse<String> call(String method, URI uri) {
        return send(
                request(uri).method(method, HttpRequest.BodyPublishers.noBody()).build());
    }

    /**
     * The heads of the answers 429 to a client that asks faster than anybody may. All its requests are on their way
     * before the first answer, so that only nginx's own speed counts, and not that of a busy machine's client.
     */
    List<String> refusedInAFlood(URI uri, String... headers) {
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
        try (Socket socket = trustingContext().getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        return headers.length == 0 ? builder : builder.headers(headers);
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

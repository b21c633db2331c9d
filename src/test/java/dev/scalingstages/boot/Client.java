package dev.scalingstages.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

    private CompletableFuture<HttpResponse<String>> getLater(URI uri, String... headers) {
        return http.sendAsync(request(uri, headers).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What it is refused with 429, when it asks faster than anybody may. */
    List<HttpResponse<String>> refusedInAFlood(URI uri, String... headers) {
        // On a busy machine one wave may be no faster than is allowed.
        return Waiting.until(
                () -> IntStream.range(0, 300).mapToObj(i -> getLater(uri, headers)).toList().stream()
                        .map(CompletableFuture::join)
                        .filter(response -> response.statusCode() == 429)
                        .toList(),
                refused -> !refused.isEmpty());
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

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks whether an HTTP server answers at all; any status will do. */
final class HttpProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** One for all: servers are asked fifty times a second until they answer. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private HttpProbe() {}

    static void check(URI endpoint) throws IOException, InterruptedException {
        status(endpoint);
    }

    /** Fails unless the answer is 200. */
    static void checkReady(URI endpoint) throws IOException, InterruptedException {
        int status = status(endpoint);
        if (status != 200) {
            throw new IOException(endpoint + " answers " + status);
        }
    }

    private static int status(URI endpoint) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(endpoint).timeout(LIMIT).build(), BodyHandlers.discarding())
                .statusCode();
    }
}

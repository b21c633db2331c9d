package dev.scalingstages.workload.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.content.Timelines;
import dev.scalingstages.workload.signin.Passwords;
import dev.scalingstages.workload.signin.QuickPasswords;
import dev.scalingstages.workload.signin.SignIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Both APIs over a real listener each, with stores in memory, and a client for them. */
final class Service implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final MemoryStores stores = new MemoryStores();
    final Health health = new Health(List.of());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final HttpServer write;
    final HttpServer read;
    private final Passwords passwords = QuickPasswords.make();
    private final HttpClient client = HttpClient.newHttpClient();

    Service() {
        this(100, false);
    }

    Service(int inFlight, boolean readOnly) {
        this(inFlight, readOnly, true);
    }

    Service(int inFlight, boolean readOnly, boolean mayLag) {
        SecureRandom random = new SecureRandom();
        InstantSource clock = InstantSource.system();
        SignIn signIn = new SignIn(stores.accounts(), stores.sessions(), passwords, random, clock);
        HttpServer.Settings settings = new HttpServer.Settings(0, inFlight, Duration.ofSeconds(10));
        this.write = new HttpServer(
                settings,
                new WriteApi(
                                signIn,
                                stores.posts(),
                                stores.likes(),
                                stores.files(),
                                stores.jobs(),
                                Optional.of(stores.uploads()),
                                readOnly,
                                random,
                                clock)
                        .routes(),
                health,
                meters);
        this.read = new HttpServer(
                settings,
                new ReadApi(
                                stores.posts(),
                                Timelines.of(stores.posts(), stores.likes()),
                                stores.likes(),
                                stores.files(),
                                mayLag,
                                clock)
                        .routes(),
                health,
                meters);
    }

    /** An answer. */
    record Reply(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** A request with headers, given as name, value, name, value. */
    Reply send(String method, String path, String body, String... headers) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + (reads ? read : write).port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** JSON of somebody who is signed in. */
    Reply post(String path, String token, String body) {
        return send("POST", path, body, "Content-Type", "application/json", "Authorization", "Bearer " + token);
    }

    /** JSON of somebody who is not. */
    Reply post(String path, String body) {
        return send("POST", path, body, "Content-Type", "application/json");
    }

    /** Signs up and in. */
    JsonNode signedIn(String email) {
        post("/api/accounts", """
                {"email":"%s","displayName":"Ada","password":"correct horse battery"}""".formatted(email));
        return post("/api/sessions", """
                        {"email":"%s","password":"correct horse battery"}""".formatted(email)).json();
    }

    @Override
    public void close() {
        write.close();
        read.close();
        health.close();
        passwords.close();
        client.close();
    }
}

package dev.scalingstages.rehearsal.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Somebody on the internet with a browser: an address, and a session once signed in. */
final class Visitor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PASSWORD = "correct horse battery staple";

    private final HttpClient http;
    private final Supplier<URI> address;
    private Optional<String> token = Optional.empty();

    /** An answer as it came. */
    record Answer(int status, byte[] body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /**
     * @param from an address on the internet
     * @param address of the system, asked for with each request, since a step may change it
     * @param trust whom the visitor trusts
     */
    Visitor(String from, Supplier<URI> address, SSLContext trust) throws IOException {
        this.address = address;
        http = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(from))
                .sslContext(trust)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Makes an account and signs in. Returns the account's id. */
    String signUp(String email) throws IOException, InterruptedException {
        require(201, "POST", "/api/accounts", Map.of("email", email, "displayName", "Visitor", "password", PASSWORD));
        JsonNode session = require(201, "POST", "/api/sessions", Map.of("email", email, "password", PASSWORD));
        token = Optional.of(session.path("token").asText());
        return session.path("accountId").asText();
    }

    private JsonNode require(int status, String method, String path, Object body)
            throws IOException, InterruptedException {
        Answer answer = send(method, path, body, Map.of());
        if (answer.status() != status) {
            throw new IOException("%s %s answers %d: %s"
                    .formatted(
                            method,
                            path,
                            answer.status(),
                            new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)));
        }
        return answer.json();
    }

    /** A request with JSON, or without a body where that is an empty text. */
    Answer send(String method, String path, Object body, Map<String, String> headers)
            throws IOException, InterruptedException {
        byte[] bytes = body.equals("") ? new byte[0] : JSON.writeValueAsBytes(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(address.get().resolve(path))
                .timeout(PATIENCE)
                .method(method, bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
        if (bytes.length > 0) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body());
    }

    /** Why a request got no answer, in a few words. */
    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", Map.of());
    }

    @Override
    public void close() {
        http.close();
    }
}

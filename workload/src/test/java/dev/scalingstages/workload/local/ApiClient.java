package dev.scalingstages.workload.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client of the service, as its users have one: over HTTP, knowing nothing but an address. */
public final class ApiClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI address;
    private Optional<String> token = Optional.empty();
    private Optional<String> client = Optional.empty();

    /**
     * An answer.
     *
     * @param body as it came
     */
    public record Answer(int status, byte[] body, HttpResponse<byte[]> response) {
        /** The body as JSON. */
        public JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        /** Fails unless the status is the one that is expected. */
        public Answer expect(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("%s %s answers %d, not %d: %s"
                        .formatted(
                                response.request().method(),
                                response.uri(),
                                status,
                                expected,
                                new String(body, java.nio.charset.StandardCharsets.UTF_8)));
            }
            return this;
        }
    }

    /**
     * @param authority who vouches for the service's certificate, in PEM
     */
    public ApiClient(URI address, Path authority) throws IOException, GeneralSecurityException {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(authority))
                .connectTimeout(PATIENCE)
                .build();
    }

    static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Makes an account and signs in to it; later requests bear its token. Returns the account's id. */
    public String signUp(String email, String displayName) throws IOException, InterruptedException {
        String password = "correct horse battery staple";
        send("POST", "/api/accounts", Map.of("email", email, "displayName", displayName, "password", password))
                .expect(201);
        JsonNode session = send("POST", "/api/sessions", Map.of("email", email, "password", password))
                .expect(201)
                .json();
        token = Optional.of(session.get("token").asText());
        return session.get("accountId").asText();
    }

    /** The token of the session. */
    public String token() {
        return token.orElseThrow();
    }

    /** From now on its requests are those of this address, where nginx is not there to say so. */
    ApiClient from(String clientAddress) {
        client = Optional.of(clientAddress);
        return this;
    }

    /** A request with JSON. */
    public Answer send(String method, String path, Object body) throws IOException, InterruptedException {
        return send(method, path, JSON.writeValueAsBytes(body), Map.of("Content-Type", "application/json"));
    }

    /** A request without a body. */
    public Answer send(String method, String path) throws IOException, InterruptedException {
        return send(method, path, new byte[0], Map.of());
    }

    /** A request with a body and headers of its own; the path may be a whole address, such as one for an upload. */
    public Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI target = address.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (target.getAuthority().equals(address.getAuthority())) {
            token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
            client.ifPresent(told -> request.header("X-Forwarded-For", told));
        }
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), response);
    }

    @Override
    public void close() {
        http.close();
    }
}

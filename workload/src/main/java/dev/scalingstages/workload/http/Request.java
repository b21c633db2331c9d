package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.limits.Client;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A request as the resources see it. */
final class Request {
    /** The most bytes of a JSON body: a post of 1 KiB, written in escapes of six letters for each byte, fits. */
    static final int LARGEST_JSON = 16 * 1024;

    /** How long a body of JSON may take. nginx sends it at once, having read all of it before. */
    private static final Duration LONGEST_JSON = Duration.ofSeconds(10);

    /** How long any other body may take: 10 MB at 1.3 Mbit/s, were it not for nginx. */
    private static final Duration LONGEST_BODY = Duration.ofSeconds(60);

    private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
    private static final HeaderName READ_AFTER = HeaderNames.create("Read-After");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/=-]+)");

    private final ServerRequest request;
    private final Json json;
    private Optional<byte[]> received = Optional.empty();

    Request(ServerRequest request, Json json) {
        this.request = request;
        this.json = json;
    }

    /** The client that sent it, as limits tell clients apart. */
    Client client() {
        return Client.of(header(FORWARDED_FOR));
    }

    /** The account in the path; a {@link Problem} when it is not an id. */
    AccountId account() {
        try {
            return AccountId.parse(request.path().pathParameters().get("account"));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("There is no such account.");
        }
    }

    /** The post in the path; a {@link Problem} when it is not an id. */
    PostId post() {
        try {
            return PostId.parse(request.path().pathParameters().get("post"));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("There is no such post.");
        }
    }

    /** A parameter of the query, the first of its name. */
    Optional<String> query(String name) {
        return request.query().contains(name) ? Optional.of(request.query().get(name)) : Optional.empty();
    }

    /** The post that the reader has written and wants to see. */
    Optional<PostId> readAfter() {
        return header(READ_AFTER).map(text -> {
            try {
                return PostId.parse(text);
            } catch (IllegalArgumentException e) {
                throw Problem.of(400, "The header Read-After is not a post's id.");
            }
        });
    }

    /** The bearer token; a {@link Problem} when there is none. */
    String token() {
        return header(HeaderNames.AUTHORIZATION)
                .map(BEARER::matcher)
                .filter(match -> match.matches())
                .map(match -> match.group(1))
                .orElseThrow(() -> Problem.unauthorized("Sign in, and send the token: Authorization: Bearer <token>."));
    }

    /** Whether the reader has this version already. */
    boolean has(String entityTag) {
        return header(HeaderNames.IF_NONE_MATCH)
                .filter(tags -> tags.equals("*") || tags.contains(entityTag))
                .isPresent();
    }

    /** The length that the header {@code Content-Length} states. */
    OptionalLong length() {
        return request.headers().contentLength();
    }

    /** The type that the header {@code Content-Type} states. */
    Optional<String> contentType() {
        return header(HeaderNames.CONTENT_TYPE);
    }

    /** The body as a stream, which fails when the client is too slow. */
    InputStream stream() {
        return request.content().hasEntity()
                ? new ClientStream(request.content().inputStream(), isJson() ? LONGEST_JSON : LONGEST_BODY)
                : InputStream.nullInputStream();
    }

    /**
     * Reads a body of JSON, if there is one that is not too long, and keeps it for {@link #body}.
     *
     * @throws IOException when the client stops sending
     * @throws Problem 408, when it takes too long
     */
    void receive() throws IOException {
        if (isJson() && length().orElse(0) <= LARGEST_JSON) {
            received = Optional.of(bytes());
        }
    }

    /** Reads the body from JSON. */
    <T> T body(Class<T> type) throws IOException {
        if (!isJson()) {
            throw Problem.of(415, "Send JSON: Content-Type: application/json.");
        }
        if (length().orElse(0) > LARGEST_JSON) {
            throw tooLarge();
        }
        byte[] bytes = received.isPresent() ? received.get() : bytes();
        if (bytes.length > LARGEST_JSON) {
            throw tooLarge();
        }
        return json.read(bytes, type);
    }

    private boolean isJson() {
        return contentType()
                .map(type -> type.split(";", 2)[0].strip())
                .filter("application/json"::equalsIgnoreCase)
                .isPresent();
    }

    private byte[] bytes() throws IOException {
        try (InputStream stream = stream()) {
            return stream.readNBytes(LARGEST_JSON + 1);
        }
    }

    private static Problem tooLarge() {
        return Problem.of(413, "The body has more than " + LARGEST_JSON + " bytes.");
    }

    private Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }
}

package dev.scalingstages.workload.servers;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a service of AWS's and denies one action, as IAM does where a permission lacks, until it is told to
 * allow it. All else is passed on.
 */
public final class DenyingFront implements AutoCloseable {
    private static final String TARGET = "X-Amz-Target";
    private static final List<String> NOT_PASSED_ON =
            List.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private final URI service;
    private final String denied;
    private final HttpClient client = HttpClient.newHttpClient();
    private final LoopbackServer front;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean allows;

    /**
     * @param denied the action by how its name begins in the protocol, such as {@code GetItem}; of S3 the method, and a
     *     query where there is one
     */
    public DenyingFront(URI service, String denied) throws IOException {
        this.service = service;
        this.denied = denied;
        front = new LoopbackServer(this::handle);
    }

    public URI endpoint() {
        return front.endpoint();
    }

    /** From now on the action is allowed. */
    public void allow() {
        allows = true;
    }

    /** How often the action was asked for. */
    public int asked() {
        return asked.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<String> target = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst(TARGET))
                    .map(name -> name.substring(name.indexOf('.') + 1));
            String query = exchange.getRequestURI().getRawQuery();
            String action = target.orElse(exchange.getRequestMethod() + (query == null ? "" : "?" + query));
            boolean isIt = action.startsWith(denied);
            if (isIt) {
                asked.incrementAndGet();
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (isIt && !allows) {
                deny(exchange, target.isPresent());
            } else if (target.isEmpty()) {
                answerAsS3(exchange);
            } else {
                pass(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void deny(HttpExchange exchange, boolean isJson) throws IOException {
        String reason = "User: arn:aws:sts::123456789012:assumed-role/server is not authorized to perform: " + denied;
        exchange.getResponseHeaders().set("Content-Type", isJson ? "application/x-amz-json-1.0" : "application/xml");
        String answer = isJson
                ? "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"message\":\"%s\"}".formatted(reason)
                : "<Error><Code>AccessDenied</Code><Message>%s</Message></Error>".formatted(reason);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        LoopbackServer.answer(
                exchange, isJson ? 400 : 403, isHead ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8));
    }

    /** Requests to S3 are signed for its host, so they cannot be passed on: no file is there, and uploads may begin. */
    private static void answerAsS3(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" ->
                LoopbackServer.answer(
                        exchange,
                        200,
                        "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
                                .getBytes(StandardCharsets.UTF_8));
            case "DELETE" -> LoopbackServer.answer(exchange, 204, new byte[0]);
            default -> LoopbackServer.answer(exchange, 404, new byte[0]);
        }
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        response.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        LoopbackServer.answer(exchange, response.statusCode(), response.body());
    }

    @Override
    public void close() {
        front.close();
        client.shutdownNow();
    }
}

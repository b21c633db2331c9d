package dev.scalingstages.rehearsal.api.wire;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer.
 *
 * @param headers by name; {@code Content-Length} counts for answers to {@code HEAD} only
 */
public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    /** Text of a type. */
    public static Answer text(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", List.of(contentType)), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends it. */
    public void send(HttpExchange exchange) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        headers.forEach((name, values) -> {
            if (head || !name.equalsIgnoreCase("Content-Length")) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
            }
        });
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}

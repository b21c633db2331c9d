package dev.scalingstages.rehearsal.api.wire;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it came, read to its end.
 *
 * @param path as sent, with percent signs
 * @param query as sent, or empty
 * @param headers by name in lower case
 * @param caller the address that it came from
 */
public record HttpCall(
        String method, String path, String query, Map<String, List<String>> headers, byte[] body, String caller) {
    /** More than any object that is moved here. */
    private static final int LARGEST_BODY = 512 << 20;

    /** Reads a request to its end. */
    public static HttpCall read(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        if (body.length == LARGEST_BODY) {
            throw new IOException("a request of half a gibibyte or more");
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new HttpCall(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                body,
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /** The host that was asked for, without a port. */
    public String host() {
        return header("host").orElse("").replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    /** A parameter of the query, decoded. */
    public Optional<String> parameter(String name) {
        return parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    /** The parameters of the query, decoded, in their order. */
    public List<Parameter> parameters() {
        return parse(query);
    }

    static List<Parameter> parse(String text) {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : text.split("&")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                parameters.add(new Parameter(
                        Encoding.decode(name), equals < 0 ? "" : Encoding.decode(part.substring(equals + 1))));
            }
        }
        return parameters;
    }

    /** The same request with another body. */
    public HttpCall withBody(byte[] other) {
        return new HttpCall(method, path, query, headers, other, caller);
    }

    /** A parameter of a query. */
    public record Parameter(String name, String value) {}
}

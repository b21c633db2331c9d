package dev.scalingstages.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A tiny server behind nginx. It answers with the request's path and remembers the request. A path that ends in {@code
 * cacheable} may be kept for a minute, {@code private} by the client only, {@code no-store} by nobody; {@code dropped}
 * is never answered; {@code /health} is answered as told; the rest says nothing about keeping.
 */
final class Upstream implements RunningNginx.Listener, AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile int health = 200;

    /**
     * A request as it arrived.
     *
     * @param headers the last value of each header, by the lower-case name
     * @param connection the other side's port: the same for requests on one connection
     */
    record Request(String method, String uri, String protocol, Map<String, String> headers, int connection) {}

    private Upstream(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static Upstream plain() {
        try {
            return new Upstream(HttpServer.create(anyPort(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Upstream tls(Certificate certificate) {
        try {
            HttpsServer server = HttpsServer.create(anyPort(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
            return new Upstream(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    /** The requests so far with this path and query. */
    List<Request> requests(String uri) {
        return requests.stream().filter(request -> request.uri().equals(uri)).toList();
    }

    /** From now on answers {@code /health} with this status. */
    void answerHealthWith(int status) {
        health = status;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> String.join(" | ", entry.getValue())));
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getProtocol(),
                headers,
                exchange.getRemoteAddress().getPort()));
        if (path.endsWith("dropped")) {
            // Closed without an answer.
            exchange.close();
            return;
        }
        if (path.endsWith("cacheable")) {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
        }
        if (path.endsWith("private")) {
            exchange.getResponseHeaders().set("Cache-Control", "private, max-age=60");
        }
        if (path.endsWith("no-store")) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Powered-By", "something that attackers like to know");
        exchange.getResponseHeaders().set("X-Request-ID", "the application's own");
        byte[] body = ("{\"path\":\"" + path + "\",\"filler\":\"" + "x".repeat(2_000) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(path.equals("/health") ? health : 200, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}

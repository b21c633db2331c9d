package dev.scalingstages.rehearsal.users;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A service with posts in memory, which loses, repeats, hides and refuses what a test says. */
final class SystemServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger last = new AtomicInteger();

    /** What its timeline shows, the oldest first. */
    final List<String> posts = new CopyOnWriteArrayList<>();

    /** Headers of reads of one post. */
    final List<String> readAfter = new CopyOnWriteArrayList<>();

    volatile Fault fault = Fault.NONE;

    enum Fault {
        NONE,
        LOSES,
        REPEATS,
        HIDES,
        REFUSES_WRITES,
        REFUSES_READS,
        BREAKS
    }

    SystemServer(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String asked =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            if (asked.equals("POST /api/accounts")) {
                answer(exchange, 201, "{}");
            } else if (asked.equals("POST /api/sessions")) {
                answer(exchange, 201, "{\"token\":\"t\",\"accountId\":\"a1\"}");
            } else if (!"Bearer t".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    && !asked.endsWith("/timeline")) {
                answer(exchange, 401, "{}");
            } else if (asked.equals("POST /api/posts")) {
                write(exchange);
            } else if (asked.startsWith("GET /api/posts/")) {
                readAfter.add(String.valueOf(exchange.getRequestHeaders().getFirst("Read-After")));
                String id = asked.substring(asked.lastIndexOf('/') + 1);
                int status = fault == Fault.REFUSES_READS ? 503 : fault == Fault.HIDES ? 404 : 200;
                answer(exchange, status, "{\"postId\":\"" + id + "\"}");
            } else {
                timeline(exchange);
            }
        }
    }

    private void write(HttpExchange exchange) throws IOException {
        if (fault == Fault.REFUSES_WRITES) {
            answer(exchange, 503, "{}");
            return;
        }
        String id = "p" + last.incrementAndGet();
        if (fault != Fault.LOSES) {
            posts.add(id);
        }
        if (fault == Fault.REPEATS) {
            posts.add(id);
        }
        if (fault != Fault.BREAKS) {
            answer(exchange, 201, "{\"postId\":\"" + id + "\"}");
        }
    }

    private void timeline(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        int from = query.contains("before=") ? Integer.parseInt(query.replaceAll(".*before=", "")) : 0;
        int end = Math.min(posts.size(), from + 3);
        StringBuilder page = new StringBuilder("{\"entries\":[");
        for (String id : posts.subList(from, end)) {
            page.append(page.toString().endsWith("[") ? "" : ",").append("{\"postId\":\"" + id + "\"}");
        }
        page.append(end < posts.size() ? "],\"next\":\"" + end + "\"}" : "]}");
        answer(exchange, 200, page.toString());
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

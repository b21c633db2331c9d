package dev.scalingstages.rehearsal.services;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A small server behind a load balancer, which answers with its name. */
final class HttpTarget implements AutoCloseable {
    static final int PORT = 18080;

    private final HttpServer server;
    private final String name;
    private final String address;
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private volatile int health = 200;

    /** A request as it came. */
    record Request(String method, String path, com.sun.net.httpserver.Headers headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }
    }

    HttpTarget(String name, String address) throws IOException {
        this(name, address, PORT);
    }

    HttpTarget(String name, String address, int port) throws IOException {
        this.name = name;
        this.address = address;
        server = HttpServer.create(new InetSocketAddress(address, port), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            int status = 200;
            if (path.equals("/health")) {
                status = health;
            } else {
                seen.add(new Request(exchange.getRequestMethod(), path, exchange.getRequestHeaders()));
            }
            if (path.startsWith("/slow")) {
                Thread.sleep(400);
            }
            byte[] body =
                    exchange.getRequestMethod().equals("HEAD") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What its health check answers from now on. */
    void setHealth(int status) {
        health = status;
    }

    /** The requests that came, without health checks. */
    List<Request> seen() {
        return seen;
    }

    Targets.Target target() {
        return new Targets.Target(name, address, 0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Files;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * One listener on the loopback address, behind nginx, which ends TLS and takes requests in whole before it passes them on.
 * Each connection has a virtual thread.
 */
public final class HttpServer implements AutoCloseable {
    /** The most bytes of a request's first line and of its headers: as many as nginx takes for one line. */
    private static final int LONGEST_LINE = 8 * 1024;

    private static final int LARGEST_HEADERS = 16 * 1024;

    /**
     * Eight for each request in flight. nginx takes bodies in whole and keeps 64 connections open, so it never needs as
     * many; above it, connections wait to be accepted.
     */
    private static final int CONNECTIONS = 2_048;

    /** Longer than the 60 s for which nginx keeps a connection open, so that it is never we who close one in use. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final WebServer server;

    /**
     * The settings of a listener.
     *
     * @param port zero for any that is free
     * @param inFlight how many requests at once
     * @param grace how long requests in flight may take when it stops
     */
    public record Settings(int port, int inFlight, Duration grace) {}

    /** Starts listening, on the loopback address. */
    public HttpServer(Settings settings, Routes routes, Health health, MeterRegistry meters) {
        Json json = new Json();
        Problems problems = new Problems(json);
        AccessLog log = new AccessLog(json, meters);
        HttpRouting.Builder routing = HttpRouting.builder();
        Gate gate = new Gate(health, settings.inFlight(), log);
        routing.addFilter(gate);
        health.addTo(routes).addTo(routing, json, problems, gate);
        this.server = WebServer.builder()
                .host("127.0.0.1")
                .port(settings.port())
                // As much as nginx lets through. A body of JSON is limited further where it is read.
                .maxPayloadSize(Files.LARGEST)
                .maxTcpConnections(CONNECTIONS)
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(IDLE.dividedBy(5))
                .shutdownGracePeriod(settings.grace())
                .shutdownHook(false)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addProtocol(Http1Config.builder()
                        .maxPrologueLength(LONGEST_LINE)
                        .maxHeadersSize(LARGEST_HEADERS)
                        .sendKeepAliveHeader(false)
                        .build())
                .directHandlers(problems.direct(log))
                .routing(routing)
                .build()
                .start();
        if (!server.isRunning()) {
            throw new IllegalStateException("cannot listen on port " + settings.port());
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.port();
    }

    /** Takes no more connections, and returns when requests in flight are answered or the grace is over. */
    @Override
    public void close() {
        server.stop();
    }
}

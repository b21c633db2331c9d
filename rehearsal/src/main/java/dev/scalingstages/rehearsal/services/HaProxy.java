package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An HAProxy that takes a new configuration without losing a connection: a new process takes over the listening sockets
 * of the one before, which ends when its requests are done.
 */
final class HaProxy implements AutoCloseable {
    private static final long START_SECONDS = 20;
    private static final long LONGEST_RETREAT_SECONDS = 5;

    private final Path folder;
    private final Deque<Running> running = new ArrayDeque<>();
    private String configured = "";
    private int started;

    /** A process, and the socket by which the next one gets what it listens on. */
    private record Running(Process process, Path socket) {}

    HaProxy(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * Makes a configuration the one in force; nothing happens if it is already.
     *
     * @throws IOException when HAProxy refuses it; then the one before stays in force
     */
    synchronized void configure(String frontendsAndBackends) throws IOException {
        if (frontendsAndBackends.equals(configured)) {
            return;
        }
        running.removeIf(each -> !each.process().isAlive());
        started++;
        Path socket = folder.resolve("socket-" + started);
        Path file = folder.resolve("haproxy-" + started + ".cfg");
        Files.writeString(file, head(socket) + frontendsAndBackends);
        List<String> command = new ArrayList<>(List.of("haproxy", "-db", "-f", file.toString()));
        Running last = running.peekLast();
        if (last != null) {
            command.addAll(List.of(
                    "-x",
                    last.socket().toString(),
                    "-sf",
                    Long.toString(last.process().pid())));
        }
        Process next = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        awaitSocket(next, socket);
        if (last != null) {
            awaitRetreat(last);
        }
        running.addLast(new Running(next, socket));
        configured = frontendsAndBackends;
    }

    private static String head(Path socket) {
        return """
            global
                stats socket %s level admin expose-fd listeners
                hard-stop-after 60s
                nbthread 1
                tune.ssl.default-dh-param 2048
                ssl-server-verify none
            defaults
                mode http
                timeout connect 5s
                timeout client 65s
                timeout server 65s
                timeout http-keep-alive 60s
                option http-keep-alive
                option idle-close-on-response
            """.formatted(socket);
    }

    /** Is not interrupted: the one before may have given up its sockets already. */
    private void awaitSocket(Process next, Path socket) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        boolean interrupted = false;
        try {
            while (!Files.exists(socket)) {
                if (!next.isAlive() || System.nanoTime() > end) {
                    next.destroyForcibly();
                    throw new IOException("HAProxy does not start: "
                            + Files.readString(folder.resolve("haproxy.log"), StandardCharsets.UTF_8));
                }
                try {
                    Thread.sleep(10);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Until the one before has taken note of its end, it still accepts connections. */
    private static void awaitRetreat(Running before) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RETREAT_SECONDS);
        while (before.process().isAlive() && System.nanoTime() < end) {
            try (SocketChannel still = SocketChannel.open(UnixDomainSocketAddress.of(before.socket()))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(still.isConnected() ? 2 : 0));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Ends it at once, with those that still answer their last requests. */
    @Override
    public synchronized void close() {
        running.forEach(each -> each.process().destroyForcibly());
    }
}

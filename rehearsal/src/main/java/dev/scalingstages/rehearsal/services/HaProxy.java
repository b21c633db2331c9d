package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An HAProxy that takes a new configuration without losing a connection: a new process takes over the listening sockets of
 * the one before, which ends when its requests are done.
 */
final class HaProxy implements AutoCloseable {
    private static final long START_SECONDS = 20;

    private final Path folder;
    private String configured = "";
    private Process process;
    private int generation;

    HaProxy(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Makes a configuration the one in force; nothing happens if it is already. */
    synchronized void configure(String frontendsAndBackends) throws IOException, InterruptedException {
        if (frontendsAndBackends.equals(configured)) {
            return;
        }
        Path old = socket();
        generation++;
        Path file = folder.resolve("haproxy-" + generation + ".cfg");
        Files.writeString(file, head() + frontendsAndBackends);
        List<String> command = new ArrayList<>(List.of("haproxy", "-db", "-f", file.toString()));
        if (process != null && process.isAlive()) {
            command.addAll(List.of("-x", old.toString(), "-sf", Long.toString(process.pid())));
        }
        Process next = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        awaitSocket(next);
        process = next;
        configured = frontendsAndBackends;
    }

    private Path socket() {
        return folder.resolve("socket-" + generation);
    }

    private String head() {
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
            """.formatted(socket());
    }

    private void awaitSocket(Process next) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(socket())) {
            if (!next.isAlive() || System.nanoTime() > end) {
                next.destroyForcibly();
                throw new IOException("HAProxy does not start: "
                        + Files.readString(folder.resolve("haproxy.log"), StandardCharsets.UTF_8));
            }
            Thread.sleep(10);
        }
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}

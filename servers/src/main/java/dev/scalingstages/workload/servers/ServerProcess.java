package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that runs as a child process, and its log. It also ends when the test's JVM ends. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** How long a server may take to stop in good order when the JVM ends: nginx takes well below a second. */
    private static final Duration STOP_LIMIT_AT_JVM_END = Duration.ofSeconds(2);

    private static final int LOG_TAIL = 8_000;

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread endWithJvm;

    private ServerProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.endWithJvm = new Thread(() -> stop(STOP_LIMIT_AT_JVM_END));
        Runtime.getRuntime().addShutdownHook(endWithJvm);
    }

    /** Tells whether a server answers; an exception means that it does not yet. */
    interface Probe {
        void check() throws Exception;
    }

    /** Starts a server without waiting for it: several can then come up at the same time. */
    static ServerProcess launch(String name, ServerDirectory directory, List<String> command, Map<String, String> env)
            throws IOException {
        Path log = directory.resolve(name + ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(env);
        return new ServerProcess(name, log, builder.start());
    }

    /** Waits until the probe passes; a server that ends or stays silent fails with its own log. */
    ServerProcess await(Probe probe) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                probe.check();
                return this;
            } catch (InterruptedException e) {
                close();
                throw e;
            } catch (Exception notReady) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String state = process.isAlive() ? "is not ready" : "ended with status " + process.exitValue();
                    String message = name + " " + state + "; its log ends with:\n" + logTail();
                    close();
                    throw new IOException(message, notReady);
                }
                Thread.sleep(20);
            }
        }
    }

    String logTail() throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - LOG_TAIL));
    }

    long pid() {
        return process.pid();
    }

    /** Ends the process at once, as a crash would. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(STOP_LIMIT);
    }

    /** Sends a signal to a server that takes SIGTERM, which {@link #close} sends, for something else. */
    void signal(String signal) throws IOException, InterruptedException {
        if (process.isAlive()) {
            Command.run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
    }

    @Override
    public void close() {
        stop(STOP_LIMIT);
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending, and runs the hook by itself.
        }
    }

    private void stop(Duration limit) {
        process.destroy();
        awaitEnd(limit);
    }

    /** A server that does not end is killed with its children: nginx's workers would outlive their master. */
    private void awaitEnd(Duration limit) {
        List<ProcessHandle> children = process.descendants().toList();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                killWith(children);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            killWith(children);
            Thread.currentThread().interrupt();
        }
    }

    private void killWith(List<ProcessHandle> children) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}

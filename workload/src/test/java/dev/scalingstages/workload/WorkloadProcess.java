package dev.scalingstages.workload;

import dev.scalingstages.workload.servers.JavaServer;
import dev.scalingstages.workload.servers.MariaDbServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The workload as a process of its own, with the JVM's options and the log that it has on a server. */
public final class WorkloadProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();

    private WorkloadProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param directory where its log goes
     * @param environment all that it is told; of this process's environment it gets nothing
     */
    public static WorkloadProcess start(Path directory, List<String> roles, Map<String, String> environment)
            throws IOException {
        Path log = Files.createTempFile(directory, "workload", ".log");
        List<String> command = JavaServer.command(List.of(
                "@src/test/launcher/java.options",
                // Not the one for tests, which comes first on this class path.
                "-Dlogback.configurationFile="
                        + Path.of("target/classes/logback.xml").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(roles);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().putAll(environment);
        return new WorkloadProcess(builder.start(), log);
    }

    /** A file with the credentials of the test database's user. */
    public static Path credentials(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("credentials"),
                "user=%s%npassword=%s%n".formatted(MariaDbServer.APPLICATION, MariaDbServer.APPLICATION_PASSWORD));
    }

    /** Returns when it is ready, with the time that this took. */
    public Duration awaitReady(int port) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
        while (status(ready) != 200) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            if (!process.isAlive() || waited.compareTo(START_LIMIT) > 0) {
                throw new IllegalStateException("not ready: " + output());
            }
            Thread.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private int status(URI address) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** What it has written so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Its resident memory, in MiB, as the kernel counts it. */
    public long residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Tells it to stop, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns its status when it has ended. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}

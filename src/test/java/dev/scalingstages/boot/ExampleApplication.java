package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The example of {@code docs/example-application}, built as its page says and started as systemd starts an application. */
final class ExampleApplication implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final int LIMIT_SECONDS = 30;

    private final int port;
    private final Path log;
    private final Process process;

    /**
     * @param jar the jar of its archive
     * @param roles its arguments
     * @param port the port in place of 8080; the read API beside the write API has the next but one
     * @param variables all of its environment
     */
    ExampleApplication(Path jar, Iterable<String> roles, int port, Map<String, String> variables) {
        this.port = port;
        try {
            log = Files.createTempFile(jar.getParent(), "application", ".log");
            ProcessBuilder builder = new ProcessBuilder(JAVA.resolve("bin/java").toString(), "-jar", jar.toString());
            roles.forEach(builder.command()::add);
            builder.environment().clear();
            builder.environment().putAll(variables);
            builder.environment().put("LISTEN_PORT", String.valueOf(port));
            process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds the archive in a directory. */
    static Path build(Path directory) {
        ProcessBuilder builder = new ProcessBuilder("docs/example-application/build", directory.toString());
        builder.environment().put("JAVA_HOME", JAVA.toString());
        Tools.Result result = Tools.run(builder);
        assertThat(result.status()).as(result.toString()).isZero();
        return directory.resolve("workload.zip");
    }

    /** The lines of files with a variable each, as systemd reads them; the last one of a name holds. */
    static Map<String, String> variables(String... files) {
        return Stream.of(files)
                .flatMap(String::lines)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other, TreeMap::new));
    }

    URI health() {
        return URI.create("http://127.0.0.1:" + port + "/health");
    }

    /** Who listens behind nginx on 8080 and on 8082. */
    static List<RunningNginx.Listener> listeners(int port) {
        return Arrays.asList(() -> port, () -> port + 2);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its status, when it has ended by itself. */
    int awaitEnd() {
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as(output())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

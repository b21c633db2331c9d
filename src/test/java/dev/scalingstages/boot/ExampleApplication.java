package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The example of {@code docs/example-application}, built as its page says and started as systemd starts an application. */
final class ExampleApplication implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final Duration LIMIT = Duration.ofSeconds(30);

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
        log = jar.resolveSibling("application.log");
        ProcessBuilder builder = new ProcessBuilder(JAVA.resolve("bin/java").toString(), "-jar", jar.toString());
        roles.forEach(builder.command()::add);
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put("LISTEN_PORT", String.valueOf(port));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        process = assertDoesNotThrow(builder::start);
    }

    /** Builds the archive in a directory. */
    static Path build(Path directory) {
        ProcessBuilder builder = new ProcessBuilder("docs/example-application/build", directory.toString());
        builder.environment().put("JAVA_HOME", JAVA.toString());
        Programs.run(builder).succeeded();
        return directory.resolve("workload.zip");
    }

    URI health() {
        return URI.create("http://127.0.0.1:" + port + "/health");
    }

    /** Who listens behind nginx on 8080 and on 8082. */
    static RunningNginx.Listener[] listeners(int port) {
        return new RunningNginx.Listener[] {() -> port, () -> port + 2};
    }

    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its status, when it has ended by itself. */
    int awaitEnd() {
        assertThat(process.onExit()).as(output()).succeedsWithin(LIMIT);
        return process.exitValue();
    }

    String output() {
        return ProjectFiles.text(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

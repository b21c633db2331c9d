package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application as a server runs it: a process of its own, told by its environment alone. */
public final class ApplicationServer implements AutoCloseable {
    /** What the JVM is told on a small server. */
    private static final Path OPTIONS =
            Path.of("src/test/launcher/java.options").toAbsolutePath();

    private static final String MAIN = "dev.scalingstages.workload.Main";

    private final ServerDirectory directory;
    private final int port;
    private final int readPort;
    private final ServerProcess process;

    private ApplicationServer(ServerDirectory directory, List<String> roles, Map<String, String> environment)
            throws IOException {
        this.directory = directory;
        List<Integer> ports = FreePort.next(2);
        port = ports.getFirst();
        readPort = ports.getLast();
        Map<String, String> all = new HashMap<>(environment);
        all.put("MALLOC_ARENA_MAX", "2");
        all.put("LISTEN_PORT", String.valueOf(port));
        all.put("READ_LISTEN_PORT", String.valueOf(readPort));
        List<String> command =
                JavaServer.command(List.of("@" + OPTIONS, "-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(roles);
        process = ServerProcess.launch("application-" + String.join("-", roles), directory, command, all);
    }

    /** Starts it without waiting: several can then come up at once. */
    static ApplicationServer launch(List<String> roles, Map<String, String> environment) throws IOException {
        ServerDirectory directory = ServerDirectory.create("application", OsUser.current());
        try {
            return new ApplicationServer(directory, roles, environment);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Waits until it says that it is ready. */
    ApplicationServer awaitReady() throws IOException, InterruptedException {
        process.await(() -> HttpProbe.checkReady(URI.create("http://127.0.0.1:" + port + "/health")));
        return this;
    }

    /** Where the write API listens, or the only role. */
    public int port() {
        return port;
    }

    /** Where the read API listens beside the write API. */
    public int readPort() {
        return readPort;
    }

    /** The process, for its memory. */
    public long pid() {
        return process.pid();
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        process.kill();
    }

    /** The end of what it has logged. */
    public String log() throws IOException {
        return process.logTail();
    }

    @Override
    public void close() {
        process.close();
        directory.close();
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application as a server runs it: a process of its own, told by its environment alone. */
public final class ApplicationServer implements AutoCloseable {
    /** What the JVM is told on a small server. */
    private static final Path OPTIONS =
            Path.of("src/test/launcher/java.options").toAbsolutePath();

    /**
     * A hash of a password takes 1.2 s in code of the first compiler and 0.2 s in that of the second one. So what runs
     * a hundred thousand times is compiled by the second one all the same: at ten times its usual thresholds.
     */
    private static final List<String> BUT_HASHES = List.of(
            "-XX:TieredStopAtLevel=4",
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private static final String MAIN = "dev.scalingstages.workload.Main";

    private final ServerDirectory directory;
    private final int port;
    private final int readPort;
    private final ServerProcess process;

    private ApplicationServer(ServerDirectory directory, List<String> roles, Map<String, String> environment)
            throws IOException, InterruptedException {
        this.directory = directory;
        List<Integer> ports = FreePort.next(2);
        port = ports.getFirst();
        readPort = ports.getLast();
        Map<String, String> all = new HashMap<>(environment);
        all.put("MALLOC_ARENA_MAX", "2");
        all.put("LISTEN_PORT", String.valueOf(port));
        all.put("READ_LISTEN_PORT", String.valueOf(readPort));
        List<String> options = new ArrayList<>(List.of("@" + OPTIONS));
        if (JavaServer.isBrief() && roles.contains("write-api")) {
            options.addAll(BUT_HASHES);
        }
        List<String> command = OwnJvm.command(options, MAIN);
        command.addAll(roles);
        process = ServerProcess.launch("application-" + String.join("-", roles), directory, command, all);
    }

    /** Starts it without waiting: several can then come up at once. */
    static ApplicationServer launch(List<String> roles, Map<String, String> environment)
            throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("application", OsUser.current());
        try {
            return new ApplicationServer(directory, roles, environment);
        } catch (IOException | InterruptedException | RuntimeException e) {
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

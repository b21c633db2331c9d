package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An S3Proxy server over a directory, which speaks the protocol of S3. It checks signatures, so requests and presigned
 * URLs with the wrong key or past their time fail as they do in production.
 */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    private final ServerDirectory directory;
    private final URI endpoint;
    private final ServerProcess process;

    private S3Server(ServerDirectory directory, URI endpoint, ServerProcess process) {
        this.directory = directory;
        this.endpoint = endpoint;
        this.process = process;
    }

    public static S3Server start() throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("s3", OsUser.current());
        try {
            URI endpoint = URI.create("http://" + FreePort.HOST + ":" + FreePort.next());
            Path data = Files.createDirectory(directory.resolve("data"));
            Path config = directory.write("s3proxy.conf", config(endpoint, data));
            ServerProcess process = JavaServer.start(
                    "s3proxy",
                    directory,
                    List.of("-DLOG_LEVEL=warn"),
                    List.of("org.gaul.s3proxy.Main", "--properties", config.toString()),
                    () -> HttpProbe.check(endpoint));
            return new S3Server(directory, endpoint, process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static String config(URI endpoint, Path data) {
        return """
            s3proxy.endpoint=%s
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=filesystem-nio2
            jclouds.filesystem.basedir=%s
            """.formatted(endpoint, ACCESS_KEY, SECRET_KEY, data);
    }

    /** For a client with path-style access. */
    public URI endpoint() {
        return endpoint;
    }

    /** Stops answering, with all connections left open, until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        process.signal("STOP");
    }

    /** Goes on after {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        process.signal("CONT");
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
        directory.close();
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** An ElasticMQ server, which speaks the protocol of SQS. It takes any credentials. */
public final class SqsServer implements AutoCloseable {
    private final ServerDirectory directory;
    private final URI endpoint;
    private final ServerProcess process;

    private SqsServer(ServerDirectory directory, URI endpoint, ServerProcess process) {
        this.directory = directory;
        this.endpoint = endpoint;
        this.process = process;
    }

    public static SqsServer start() throws IOException, InterruptedException {
        ServerDirectory directory = ServerDirectory.create("sqs", OsUser.current());
        try {
            int port = FreePort.next();
            URI endpoint = URI.create("http://" + FreePort.HOST + ":" + port);
            Path config = directory.write("elasticmq.conf", config(port));
            Path logging = directory.write("logback.xml", logging());
            ServerProcess process = JavaServer.start(
                    "elasticmq",
                    directory,
                    List.of("-Dconfig.file=" + config, "-Dlogback.configurationFile=" + logging),
                    List.of("org.elasticmq.server.Main"),
                    () -> HttpProbe.check(endpoint));
            return new SqsServer(directory, endpoint, process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** The node address is what queue URLs begin with; the statistics page is off since nobody looks at it. */
    private static String config(int port) {
        return """
            include classpath("application.conf")
            node-address { protocol = http, host = "%1$s", port = %2$d, context-path = "" }
            rest-sqs { enabled = true, bind-hostname = "%1$s", bind-port = %2$d, sqs-limits = strict }
            rest-stats { enabled = false }
            aws { region = us-east-1, accountId = 000000000000 }
            """.formatted(FreePort.HOST, port);
    }

    private static String logging() {
        return """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Stops answering, with all connections left open, until {@link #resume}. */
    void pause() throws IOException, InterruptedException {
        process.signal("STOP");
    }

    /** Goes on after {@link #pause}. */
    void resume() throws IOException, InterruptedException {
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

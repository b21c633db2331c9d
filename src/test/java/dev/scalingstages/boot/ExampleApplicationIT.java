package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example application keeps the contract: built, installed by a boot, started with its variables, asked by nginx. */
@BesideTheCdk
class ExampleApplicationIT {
    private static final List<String> BOTH = List.of("write-api", "read-api");

    @TempDir
    static Path built;

    private static Path archive;

    @TempDir
    Path directory;

    private final Client client = new Client();

    @BeforeAll
    static void build() {
        archive = ExampleApplication.build(built);
    }

    @Test
    void servesBehindTheSingleServersNginxOnceTheDatabaseAnswers() throws IOException {
        int port = freePorts();
        int databasePort = RunningNginx.freePort();
        FakeServer server = FakeServer.single(directory);
        Files.copy(archive, server.download("workload.zip"), StandardCopyOption.REPLACE_EXISTING);
        try (RunningNginx nginx = new RunningNginx(server, ExampleApplication.listeners(port))) {
            nginx.get(443, "/health").is(503);
            Map<String, String> variables = ServerEnvironment.variables(
                    server.file("etc/scaling-stages/environment") + server.file("etc/scaling-stages/application"));
            assertThat(variables).containsEntry("APPLICATION_ROLES", String.join(" ", BOTH));
            variables.putAll(Map.of("DATABASE_PORT", "" + databasePort, "DRAIN_SECONDS", "3"));
            Path jar = server.path("usr/share/scaling-stages/workload/workload.jar");
            try (ExampleApplication application = new ExampleApplication(jar, BOTH, port, variables)) {
                awaitHealth(application, 503);
                assertThat(nginx.get(443, "/health").body()).isEqualTo("not ready\n");

                ServerSocket database = new ServerSocket(databasePort, 50, InetAddress.getLoopbackAddress());
                awaitHealth(application, 200);
                database.close();

                nginx.get(80, "/health").is(200);
                nginx.get(443, "/health").is(200);
                assertThat(nginx.get(443, "/api/hello").body()).isEqualTo("Hello from eu-central-1\n");
                nginx.call("HEAD", 443, "/api/hello").is(200);
                assertThat(client.post(nginx.uri(443, "/api/hello"), "Ada").body())
                        .isEqualTo("Hello, Ada\n");

                application.terminate();
                awaitHealth(application, 503);
                // While it drains.
                nginx.get(443, "/api/hello").is(200);
                assertThat(application.awaitEnd()).isEqualTo(143);
            }
        }
    }

    /** With the variables of each kind of server, of which only where the databases are is made up. */
    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void getsReadyWithTheVariablesOfEachKindOfServer(ServerEnvironment server) throws IOException {
        int port = freePorts();
        try (ServerSocket database = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> variables = new TreeMap<>(server.lines());
            variables.replaceAll((name, value) -> name.endsWith("_HOST")
                    ? "127.0.0.1"
                    : name.endsWith("_PORT") ? String.valueOf(database.getLocalPort()) : value);
            Path jar = Files.copy(built.resolve("workload.jar"), directory.resolve("workload.jar"));
            try (ExampleApplication application = new ExampleApplication(
                    jar, List.of(server.boot().get("APPLICATION_ROLES").split(" ")), port, variables)) {
                awaitHealth(application, 200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAIN_SECONDS", "AWS_REGION", "DATABASE_HOST"})
    void namesAVariableThatIsMissing(String name) throws IOException {
        Map<String, String> variables =
                new TreeMap<>(Map.of("DRAIN_SECONDS", "1", "AWS_REGION", "eu-central-1", "DATABASE_HOST", "127.0.0.1"));
        variables.remove(name);
        Path jar = Files.copy(built.resolve("workload.jar"), directory.resolve("workload.jar"));
        try (ExampleApplication application = new ExampleApplication(jar, BOTH, freePorts(), variables)) {
            assertThat(application.awaitEnd()).isEqualTo(1);
            assertThat(application.output()).contains(name + " is missing");
        }
    }

    private void awaitHealth(ExampleApplication application, int status) {
        Waiting.until(
                () -> {
                    try {
                        return client.get(application.health()).status();
                    } catch (CompletionException e) {
                        assertThat(application.isAlive())
                                .as(application.output())
                                .isTrue();
                        return 0;
                    }
                },
                answer -> answer == status);
    }

    /** A port that is free, with the next but one. */
    private static int freePorts() {
        return Waiting.until(RunningNginx::freePort, port -> {
            try (ServerSocket next = new ServerSocket(port + 2, 1, InetAddress.getLoopbackAddress())) {
                return next.isBound();
            } catch (IOException e) {
                return false;
            }
        });
    }
}

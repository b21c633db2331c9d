package dev.scalingstages.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the application of one kind of server is told: the lines of a committed template's environment file, and those that
 * a boot adds.
 */
record ServerEnvironment(ScalingStage stage, String role) {
    /** A boot adds the same at each stage, but where the database is elsewhere. */
    private static final Map<String, Map<String, String>> BOOTS = new ConcurrentHashMap<>();

    /** Every kind of server that runs the application. */
    static Stream<ServerEnvironment> all() {
        return Stream.of(ScalingStage.values())
                .flatMap(stage -> roles(stage).stream().map(role -> new ServerEnvironment(stage, role)));
    }

    private static List<String> roles(ScalingStage stage) {
        return switch (stage) {
            case SINGLE_SERVER, SEPARATE_STORAGE -> List.of("single-server");
            case LOAD_BALANCED, REPLICATED_READS, AUTOSCALED -> List.of("write-api", "read-api");
            case DATA_PLATFORM -> List.of("write-api", "read-api", "worker");
        };
    }

    /** The lines of the template. */
    Map<String, String> template() {
        CloudTemplate template = ProjectFiles.committedTemplate(stage);
        return role.equals("single-server")
                ? ServerFleet.environment(
                        TemplateText.of(template.only("AWS::EC2::Instance").at("/UserData")))
                : new ServerFleet(template, role).environment();
    }

    /** The lines that a boot adds. */
    Map<String, String> boot() {
        return BOOTS.computeIfAbsent(role + " " + template().containsKey("DATABASE_HOST"), key -> bootAnew());
    }

    private Map<String, String> bootAnew() {
        Path boots = Path.of("target", "boots").toAbsolutePath();
        FakeServer server = FakeServer.application(
                assertDoesNotThrow(() -> Files.createTempDirectory(Files.createDirectories(boots), "server")), role);
        if (template().containsKey("DATABASE_HOST")) {
            server.set("DATABASE_HOST", "database.example.com");
        }
        server.boots();
        return variables(server.file("etc/scaling-stages/application"));
    }

    /** All of it. */
    Map<String, String> lines() {
        Map<String, String> lines = new TreeMap<>(template());
        lines.putAll(boot());
        return lines;
    }

    /** The same, as the contract sees it. */
    WorkloadContract.Told told() {
        return new WorkloadContract.Told(lines());
    }

    /** The variables of a file, as systemd reads them: one a line, and the last one of a name holds. */
    static Map<String, String> variables(String file) {
        return file.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, other) -> other, TreeMap::new));
    }

    /** How its load balancer asks it, where it has one. */
    JsonNode targetGroup() {
        return new ServerFleet(ProjectFiles.committedTemplate(stage), role)
                .targetGroup()
                .properties();
    }

    @Override
    public String toString() {
        return role + " at " + stage.slug();
    }
}

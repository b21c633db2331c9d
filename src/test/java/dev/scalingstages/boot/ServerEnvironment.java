package dev.scalingstages.boot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        FakeServer server = role.equals("single-server")
                ? FakeServer.single(directory())
                : FakeServer.application(directory(), role);
        if (template().containsKey("DATABASE_HOST")) {
            server.set("DATABASE_HOST", "database.example.com");
        }
        server.boot();
        return parse(server.file("etc/scaling-stages/application"));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "boots")), "server")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it. */
    Map<String, String> lines() {
        Map<String, String> lines = new TreeMap<>(template());
        lines.putAll(boot());
        return lines;
    }

    /** The application's roles on the server. */
    Set<String> roles() {
        return Set.of(boot().get("APPLICATION_ROLES").split(" "));
    }

    private static Map<String, String> parse(String file) {
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

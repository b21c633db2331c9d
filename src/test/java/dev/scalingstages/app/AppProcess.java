package dev.scalingstages.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.CdkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One run of the application, as the CDK CLI starts it.
 *
 * @param status the exit status
 * @param errors what it wrote to its two streams
 * @param output the cloud assembly's directory
 */
record AppProcess(int status, String errors, Path output) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MINUTES = 3;

    /**
     * Runs the application.
     *
     * @param settings what the user would give by {@code -c}
     */
    static AppProcess run(Map<String, Object> settings) throws IOException, InterruptedException {
        return run(settings, Path.of("target/launcher/none"));
    }

    /**
     * Runs the application.
     *
     * @param start the folder of what was prepared for a quick start, if there is one
     */
    static AppProcess run(Map<String, Object> settings, Path start) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "processes")), "app");
        Path output = directory.resolve("cdk.out").toAbsolutePath();
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder("bin/jvm", classpath(), "dev.scalingstages.ScalingStagesApp");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CDK_") || name.startsWith("AWS_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("CDK_OUTDIR", output.toString());
        environment.put("CDK_CONTEXT_JSON", JSON.writeValueAsString(CdkContext.of(settings)));
        environment.put("CDK_VALIDATION", "false");
        environment.put("START_FOLDER", start.toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the application did not end within " + TIMEOUT_MINUTES + " minutes");
        }
        return new AppProcess(process.exitValue(), Files.readString(errors), output);
    }

    /** The class path that the launcher gives. */
    static String classpath() throws IOException {
        return "target/classes" + System.getProperty("path.separator") + Files.readString(Path.of("target/classpath"));
    }

    /** The stacks of the cloud assembly, in its order. */
    List<String> stacks() throws IOException {
        JsonNode artifacts =
                JSON.readTree(Files.readString(output.resolve("manifest.json"))).path("artifacts");
        return artifacts.properties().stream()
                .filter(artifact -> artifact.getValue().path("type").asText().equals("aws:cloudformation:stack"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The name that a stack gets in the account. */
    String stackName(String stack) throws IOException {
        JsonNode artifact = JSON.readTree(Files.readString(output.resolve("manifest.json")))
                .path("artifacts")
                .path(stack);
        return artifact.at("/properties/stackName").asText(stack);
    }

    /** A stack's template as text. */
    String template(String stack) throws IOException {
        return Files.readString(output.resolve(stack + ".template.json"));
    }

    /** What is in the output directory. */
    List<Path> written() throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(output)) {
            return files.toList();
        }
    }

    /** The names of a template's resources. */
    static List<String> resources(String template) throws IOException {
        JsonNode resources = JSON.readTree(template).path("Resources");
        return StreamSupport.stream(resources.properties().spliterator(), false)
                .map(Map.Entry::getKey)
                .toList();
    }
}

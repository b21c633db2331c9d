package dev.scalingstages.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.CdkContext;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of the application, as the CDK CLI starts it.
 *
 * @param status the exit status
 * @param errors what it wrote to its two streams
 * @param output the cloud assembly's directory
 */
record AppProcess(int status, String errors, Path output) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_SECONDS = 180;

    /**
     * Runs the application.
     *
     * @param settings what the user would give by {@code -c}
     */
    static AppProcess run(Map<String, Object> settings) {
        return run(settings, Path.of("target/launcher/none"));
    }

    /**
     * Runs the application.
     *
     * @param start the folder of what was prepared for a quick start, if there is one
     */
    static AppProcess run(Map<String, Object> settings, Path start) {
        Path output = directory("app").resolve("cdk.out").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder("bin/jvm", classpath(), "dev.scalingstages.ScalingStagesApp");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CDK_") || name.startsWith("AWS_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("CDK_OUTDIR", output.toString());
        environment.put(
                "CDK_CONTEXT_JSON", JSON.valueToTree(CdkContext.of(settings)).toString());
        environment.put("CDK_VALIDATION", "false");
        environment.put("START_FOLDER", start.toString());
        Programs.Result result = Programs.run(builder, LIMIT_SECONDS);
        return new AppProcess(result.status(), result.output(), output);
    }

    static Path directory(String name) {
        Path processes = Path.of("target", "processes");
        return assertDoesNotThrow(() -> Files.createTempDirectory(Files.createDirectories(processes), name));
    }

    /** The class path that the launcher gives. */
    static String classpath() {
        return "target/classes" + File.pathSeparator + ProjectFiles.text("target/classpath");
    }

    /** The stacks of the cloud assembly, in its order. */
    List<String> stacks() {
        return artifacts().properties().stream()
                .filter(artifact -> artifact.getValue().path("type").asText().equals("aws:cloudformation:stack"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The name that a stack gets in the account. */
    String stackName(String stack) {
        return artifacts().path(stack).at("/properties/stackName").asText(stack);
    }

    private JsonNode artifacts() {
        return ProjectFiles.json(ProjectFiles.text(output.resolve("manifest.json")))
                .path("artifacts");
    }

    String template(String stack) {
        return ProjectFiles.text(output.resolve(stack + ".template.json"));
    }
}

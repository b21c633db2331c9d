package dev.scalingstages.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.stage.ScalingStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files as tests read and write them: one that cannot be read is an error, whatever the test is about. */
public final class ProjectFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProjectFiles() {}

    /** A file's text. */
    public static String text(Path file) {
        return assertDoesNotThrow(() -> Files.readString(file));
    }

    /** A file's text. */
    public static String text(String first, String... more) {
        return text(Path.of(first, more));
    }

    /** Writes a file, with its directories; returns the file. */
    public static Path write(Path file, String text) {
        return assertDoesNotThrow(() -> {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        });
    }

    /** All files below a directory whose names end so, sorted. */
    public static List<Path> below(Path directory, String ending) {
        try (Stream<Path> files = assertDoesNotThrow(() -> Files.walk(directory))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** A text as JSON; fails when it is none. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    /** The committed template of a stage. */
    public static CloudTemplate committedTemplate(ScalingStage stage) {
        return new CloudTemplate(json(text("stages", stage.slug(), "template.json")));
    }

    /** A stage's README. */
    public static String readme(ScalingStage stage) {
        return text("stages", stage.slug(), "README.md");
    }
}

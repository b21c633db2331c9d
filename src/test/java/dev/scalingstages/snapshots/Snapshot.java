package dev.scalingstages.snapshots;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SnapshotUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A committed template in its one form: keys sorted, indented by two spaces, lines that end with LF, the last one too.
 *
 * @param file where it is committed
 * @param updateCommand what to run when a change is wanted
 */
record Snapshot(Path file, String updateCommand) {
    /** The fingerprint of an asset where it names an object in S3; it changes with every line of a boot script. */
    private static final Pattern ASSET_HASH = Pattern.compile("(?<![0-9A-Za-z])[0-9a-f]{64}(?=\\.(zip|json)\\b)");

    private static final String MASK = "0".repeat(64);

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final ObjectWriter WRITER = JSON.writer(printer());

    /** Writes the template when an update is asked for and allowed; else fails when it is not the committed one. */
    void check(JsonNode template, SnapshotUpdate update) {
        String actual = canonical(template);
        if (update.isAllowed()) {
            ProjectFiles.write(file, actual);
            return;
        }
        if (!Files.exists(file)) {
            throw new AssertionError("The snapshot " + file + " is missing; to write it: " + updateCommand);
        }
        String expected = ProjectFiles.text(file);
        List<TemplateDifferences.Difference> differences = TemplateDifferences.between(parse(expected), parse(actual));
        if (!differences.isEmpty()) {
            throw new AssertionError("The template differs from its snapshot " + file + " at:\n"
                    + TemplateDifferences.describe(differences)
                    + "\nWhether a stack that runs survives it: mvn test -Dtest=GrowthDataTest"
                    + "\nIf the change is wanted: " + updateCommand);
        }
        if (!expected.equals(actual)) {
            throw new AssertionError("The snapshot " + file + " says the right thing in another form than sorted keys,"
                    + " two spaces and LF; to write it again: " + updateCommand);
        }
    }

    /** The one form of a template, with asset hashes masked. */
    static String canonical(JsonNode template) {
        String sorted = assertDoesNotThrow(() -> WRITER.writeValueAsString(JSON.treeToValue(template, Object.class)));
        return ASSET_HASH.matcher(sorted).replaceAll(MASK) + "\n";
    }

    private JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("The snapshot " + file + " is no JSON; to write it again: " + updateCommand, e);
        }
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator(""))
                .withArrayIndenter(indenter)
                .withObjectIndenter(indenter);
    }
}

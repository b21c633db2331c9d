package dev.scalingstages.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A generated text that is committed, so that reviewers see what changes in it.
 *
 * @param path where it is committed
 * @param updateCommand what to run when a change is wanted
 */
public record CommittedFile(Path path, String updateCommand) {
    /** A report of a failure is read in a terminal. */
    private static final int SHOWN = 200;

    /** Writes the text when an update is asked for and allowed; else fails when it is not the committed one. */
    public void check(String actual, SnapshotUpdate update) {
        if (update.isAllowed()) {
            ProjectFiles.write(path, actual);
            return;
        }
        if (!Files.exists(path)) {
            throw new AssertionError(path + " is missing; to write it: " + updateCommand);
        }
        String difference = firstDifference(ProjectFiles.text(path), actual);
        if (!difference.isEmpty()) {
            throw new AssertionError("%s differs from what is generated %s%nIf the change is wanted: %s"
                    .formatted(path, difference, updateCommand));
        }
    }

    /** Where two texts differ first; empty when they are the same. */
    public static String firstDifference(String expected, String actual) {
        if (expected.equals(actual)) {
            return "";
        }
        List<String> committed = expected.lines().toList();
        List<String> generated = actual.lines().toList();
        int line = 0;
        while (line < committed.size()
                && line < generated.size()
                && committed.get(line).equals(generated.get(line))) {
            line++;
        }
        return "from line %d on:%n  committed: %s%n  generated: %s"
                .formatted(line + 1, lineOf(committed, line), lineOf(generated, line));
    }

    private static String lineOf(List<String> lines, int line) {
        if (line >= lines.size()) {
            return "(ends there)";
        }
        String text = lines.get(line);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " ...";
    }
}

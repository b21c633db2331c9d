package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of {@code docs/requirements.md} has its place in the documentation of the stages, and at least one test names
 * it.
 */
@BesideTheCdk
class RowsTest {
    /** How many rows each part of the requirements has. */
    private static final Map<String, Integer> ROWS =
            Map.of("X", 13, "S1.", 9, "S2.", 6, "S3.", 8, "S4.", 7, "S5.", 5, "S6.", 9);

    private static final List<String> GROWTH = List.of("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10");

    /** Rows that the service alone can prove, whose tests are another project's. */
    private static final List<String> OF_THE_WORKLOAD = List.of("G6");

    private static final Pattern ROW = Pattern.compile("@Row\\(([^)]*)\\)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private static final String REQUIREMENTS = ProjectFiles.text(Path.of("docs/requirements.md"));

    /** A row of the page: its identifier, and what is required. */
    private static final Pattern REQUIREMENT = Pattern.compile("(?m)^\\| ([XSG][\\d.]+) \\|(.*)\\|$");

    static Stream<String> rows() {
        return ROWS.entrySet().stream()
                .flatMap(part -> IntStream.rangeClosed(1, part.getValue()).mapToObj(number -> part.getKey() + number))
                .sorted();
    }

    static Stream<String> rowsInForce() {
        return Stream.concat(rows(), GROWTH.stream());
    }

    @Test
    @DisplayName("Each row is in the table of requirements once, and no other is")
    void eachRowIsRequired() {
        assertThat(differences(REQUIREMENTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'(?m)^\\| S4\\.4 \\|.*\\n', ''",
        "'\\| S4\\.4 \\|', '| S4.3 |'",
        "'\\| G9 \\|', '| G12 |'",
        "'\\| X8 \\|.*', '| X8 | |'"
    })
    @DisplayName("The check objects to a row that is missing, doubled, unknown or empty")
    void aTableThatDiffersIsFound(String what, String by) {
        String changed = REQUIREMENTS.replaceFirst(what, by);
        assertThat(changed).isNotEqualTo(REQUIREMENTS);
        assertThat(differences(changed)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRowIsDocumented(String row) {
        assertThat(ProjectFiles.text(SourceFiles.MAIN.resolve("stage/package-info.java")))
                .containsPattern(word(row));
    }

    @ParameterizedTest
    @FieldSource("GROWTH")
    void eachRowOfGrowthIsDocumented(String row) {
        assertThat(ProjectFiles.text(SourceFiles.MAIN.resolve("review/judge/package-info.java")))
                .containsPattern("<li>" + row + " ");
    }

    @ParameterizedTest
    @MethodSource("rowsInForce")
    void eachRowIsTested(String row) {
        boolean elsewhere = OF_THE_WORKLOAD.contains(row);
        Pattern named = Pattern.compile(
                elsewhere ? "@DisplayName\\(\"" + word(row) : "@Row\\([^)]*\"" + Pattern.quote(row) + "\"");
        assertThat(SourceFiles.below(elsewhere ? SourceFiles.WORKLOAD_TESTS : SourceFiles.TESTS).stream()
                        .map(ProjectFiles::text))
                .as("a test of %s", row)
                .anyMatch(text -> named.matcher(text).find());
    }

    @Test
    void eachNamedRowExists() {
        List<String> known = rowsInForce().toList();
        assertThat(SourceFiles.below(SourceFiles.TESTS).stream()
                        .filter(file -> !file.getFileName().toString().equals("RowsTest.java"))
                        .map(ProjectFiles::text)
                        .flatMap(text -> ROW.matcher(text).results())
                        .flatMap(row -> QUOTED.matcher(row.group(1)).results())
                        .map(row -> row.group(1)))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    /** The rows that a table lacks, and those that it has too many of or without a text. */
    private static List<String> differences(String requirements) {
        List<String> differences = new ArrayList<>();
        List<String> missing = rowsInForce().collect(Collectors.toCollection(ArrayList::new));
        REQUIREMENT.matcher(requirements).results().forEach(row -> {
            if (!missing.remove(row.group(1))) {
                differences.add(row.group(1) + " is there twice, or unknown");
            }
            if (row.group(2).isBlank()) {
                differences.add(row.group(1) + " requires nothing");
            }
        });
        missing.forEach(row -> differences.add(row + " is missing"));
        return differences;
    }

    private static String word(String row) {
        return "\\b" + Pattern.quote(row) + "\\b(?!\\.\\d)";
    }
}

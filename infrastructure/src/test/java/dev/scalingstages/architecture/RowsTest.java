package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the requirements has its place in the documentation of the stages, and at least one test names it. */
class RowsTest {
    /** How many rows each part of the requirements has. */
    private static final Map<String, Integer> ROWS =
            Map.of("X", 9, "S1.", 9, "S2.", 6, "S3.", 8, "S4.", 7, "S5.", 5, "S6.", 9);

    /** The rows of growth that are in force; G4 and G6 move data, and come with what moves it. */
    private static final List<String> GROWTH = List.of("G1", "G2", "G3", "G5", "G7", "G8");

    static Stream<String> rows() {
        return ROWS.entrySet().stream()
                .flatMap(part -> IntStream.rangeClosed(1, part.getValue()).mapToObj(number -> part.getKey() + number))
                .sorted();
    }

    static Stream<String> rowsInForce() {
        return Stream.concat(rows(), GROWTH.stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("Each row is in the documentation of the stages")
    void eachRowIsDocumented(String row) {
        assertThat(SourceFiles.text(SourceFiles.MAIN.resolve("stage/package-info.java")))
                .containsPattern(word(row));
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("GROWTH")
    @DisplayName("Each row of growth is in the documentation of the growth check")
    void eachRowOfGrowthIsDocumented(String row) {
        assertThat(SourceFiles.text(SourceFiles.MAIN.resolve("growth/package-info.java")))
                .containsPattern("<li>" + row + " ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rowsInForce")
    @DisplayName("Each row is named by a test, in its name and where it is displayed")
    void eachRowIsTested(String row) {
        String method = "void " + row.toLowerCase(Locale.ROOT).replace('.', '_') + "_";
        Pattern displayed = Pattern.compile("@DisplayName\\(\\s*\"[^\"]*" + word(row) + "[^\"]*\"");
        assertThat(SourceFiles.below(SourceFiles.TESTS).stream()
                        .map(SourceFiles::text)
                        .anyMatch(text ->
                                text.contains(method) && displayed.matcher(text).find()))
                .as("a test of %s whose name begins with %s and whose @DisplayName says %s", row, method, row)
                .isTrue();
    }

    private static String word(String row) {
        return "\\b" + Pattern.quote(row) + "\\b(?!\\.\\d)";
    }
}

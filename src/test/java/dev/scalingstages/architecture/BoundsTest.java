package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/bounds.md} names each place that takes input, with its bounds, and says of each figure what the code says.
 * That the bounds hold is shown by the tests that it names.
 */
@BesideTheCdk
class BoundsTest {
    private static final String DOCUMENT = ProjectFiles.text(Path.of("docs/bounds.md"));
    private static final List<Path> SOURCES = Stream.of("src", "workload/src", "servers/src")
            .flatMap(folder -> ProjectFiles.below(Path.of(folder), "").stream())
            .toList();

    private static final Pattern FIGURE =
            Pattern.compile("\\d[\\d,.]*(?: (?:KiB|MiB|s|ms|minutes?|hours?|days?)|/s)\\b");
    private static final Pattern ROUTE = Pattern.compile("\\n    [A-Z_]+\\(\"([^\"]+)\"");
    private static final Pattern LOCATION = Pattern.compile("\\n *location ([^@{][^{]*) \\{");
    private static final Pattern QUEUE = Pattern.compile("queues\\.put\\(\\s*\"([^\"]+)\"|\"(\\w+ queue)\"");

    @Test
    @Row("X12")
    @DisplayName("Each place that takes input has its bounds in docs/bounds.md, as the code sets them")
    void eachInputIsBounded() {
        assertThat(objections(DOCUMENT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (?m)^.*`/api/sessions`.*\\n | | nothing about /api/sessions
            (?m)^.*`archive queue`.*\\n | | nothing about archive queue
            a body of 16 KiB            | a body of 17 KiB   | 17 KiB is no figure
            `LARGEST_JSON = 16          | `LARGEST_JSON = 17 | does not say
            `StrangersAttackTest`       | `NoSuchTest`       | no test NoSuchTest
            """)
    @Row("X12")
    @DisplayName("the check objects to a missing input, a figure that is not the code's, and a test that is not there")
    void objectsTo(String pattern, String replacement, String objection) {
        String worse = Pattern.compile(pattern).matcher(DOCUMENT).replaceAll(replacement == null ? "" : replacement);
        assertThat(objections(worse)).anyMatch(found -> found.contains(objection));
    }

    private static List<String> objections(String document) {
        int split = document.indexOf("## The figures");
        List<List<String>> inputs = rows(document.substring(0, split));
        List<List<String>> figures = rows(document.substring(split));
        List<String> objections = new ArrayList<>();
        for (String input : inputs()) {
            if (inputs.stream().noneMatch(row -> row.get(0).contains("`" + input + "`"))) {
                objections.add("nothing about " + input);
            }
        }
        for (List<String> row : inputs) {
            if (row.size() != 7 || row.stream().anyMatch(String::isBlank)) {
                objections.add("not every bound is told of " + row.get(0));
            }
            quoted(row.get(row.size() - 1))
                    .filter(test -> SOURCES.stream().noneMatch(file -> file.endsWith(test + ".java")))
                    .forEach(test -> objections.add("no test " + test));
            String told = String.join(" ", row.subList(1, row.size() - 1));
            FIGURE.matcher(told)
                    .results()
                    .map(MatchResult::group)
                    .filter(figure ->
                            figures.stream().noneMatch(known -> known.get(1).contains(figure)))
                    .forEach(figure -> objections.add(figure + " is no figure below, of " + row.get(0)));
        }
        for (List<String> figure : figures) {
            String file = quoted(figure.get(2)).findFirst().orElseThrow();
            String line = quoted(figure.get(3)).findFirst().orElseThrow();
            if (SOURCES.stream()
                    .filter(source -> source.endsWith(file))
                    .noneMatch(source -> ProjectFiles.text(source).contains(line))) {
                objections.add(file + " does not say " + line);
            }
        }
        return objections;
    }

    /** What takes input: the addresses of the API, nginx's locations, and the queues that the worker reads. */
    private static List<String> inputs() {
        List<String> inputs = new ArrayList<>();
        for (Path file : SOURCES) {
            if (file.endsWith("Route.java")) {
                addTo(inputs, ROUTE, file);
            } else if (file.endsWith("Server.java")) {
                addTo(inputs, QUEUE, file);
            } else if (file.toString().contains("/boot/nginx/")) {
                addTo(inputs, LOCATION, file);
            }
        }
        assertThat(inputs).hasSizeGreaterThan(20);
        return inputs;
    }

    private static void addTo(List<String> inputs, Pattern pattern, Path file) {
        pattern.matcher(ProjectFiles.text(file))
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(input -> !inputs.contains(input))
                .forEach(inputs::add);
    }

    private static List<List<String>> rows(String tables) {
        return tables.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .filter(line -> !line.startsWith("| Input |") && !line.startsWith("| Figure |"))
                .map(line -> Stream.of(line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|"))
                        .map(cell -> cell.strip().replace("\\|", "|"))
                        .toList())
                .toList();
    }

    private static Stream<String> quoted(String cell) {
        return Pattern.compile("`([^`]+)`").matcher(cell).results().map(found -> found.group(1));
    }
}

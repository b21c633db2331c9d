package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may run beside the tests that call the CDK: nothing from which a way leads to it. */
class LanesTest {
    private static final Pattern MARK = Pattern.compile("@BesideTheCdk\\b");
    private static final Pattern CDK = Pattern.compile("\\bsoftware\\s*\\.\\s*(amazon|constructs)\\b|\\bcdknag\\b");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern SYSTEM_WIDE =
            Pattern.compile("\\bSystem\\s*\\.\\s*(setProperty|clearProperty|setOut|setErr|setIn)\\b|\\.setDefault\\(");

    /** The application's and the tests' files by the name of their type. */
    private static final Map<String, List<Source>> SOURCES = Stream.of(SourceFiles.MAIN, SourceFiles.TESTS)
            .flatMap(root -> SourceFiles.below(root).stream())
            .map(LanesTest::source)
            .collect(Collectors.groupingBy(Source::type));

    /**
     * A file of the application or of the tests.
     *
     * @param named the types that it names, of whatever package
     * @param unfit whether it calls the CDK or changes what all threads see
     */
    private record Source(String type, Set<String> named, boolean unfit) {}

    static List<String> marked() {
        return SourceFiles.below(SourceFiles.TESTS).stream()
                .filter(file -> MARK.matcher(SourceFiles.code(file)).find())
                .map(LanesTest::typeOf)
                .filter(type -> type.endsWith("Test"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("marked")
    @DisplayName("From a class beside the CDK no way leads to the CDK, and it changes nothing of the whole JVM")
    void noWayLeadsToTheCdk(String type) {
        assertThat(unfit(type)).as("where %s leads", type).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SnapshotTest", "WorkloadContractTest", "LiveStackTest", "PolicyPacksTest"})
    @DisplayName("The check objects to a class that calls the CDK, and to one that others lead there")
    void aWayIsFound(String type) {
        assertThat(unfit(type)).isNotEmpty();
    }

    @Test
    @DisplayName("Nothing runs concurrently but by that mark")
    void nothingElseIsConcurrent() {
        assertThat(marked()).hasSizeGreaterThan(20);
        assertThat(SourceFiles.below(SourceFiles.TESTS).stream()
                        .filter(file -> Pattern.compile("@Execution\\b")
                                .matcher(SourceFiles.code(file))
                                .find())
                        .map(LanesTest::typeOf))
                .containsExactly("BesideTheCdk");
        assertThat(SourceFiles.text(Path.of("src/test/resources/junit-platform.properties")))
                .contains(
                        "\njunit.jupiter.execution.parallel.mode.default = same_thread\n",
                        "\njunit.jupiter.execution.parallel.mode.classes.default = same_thread\n");
    }

    /** What is unfit among a type and all the types that it names, and they in turn. */
    private static Set<String> unfit(String type) {
        Set<String> reached = new TreeSet<>(Set.of(type));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            SOURCES.get(open.remove()).stream()
                    .flatMap(source -> source.named().stream())
                    .filter(SOURCES::containsKey)
                    .filter(reached::add)
                    .forEach(open::add);
        }
        return reached.stream()
                .filter(each -> SOURCES.get(each).stream().anyMatch(Source::unfit))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Source source(Path file) {
        String code = SourceFiles.code(file);
        Set<String> named = TYPE.matcher(code).results().map(MatchResult::group).collect(Collectors.toSet());
        return new Source(
                typeOf(file),
                named,
                CDK.matcher(code).find() || SYSTEM_WIDE.matcher(code).find());
    }

    private static String typeOf(Path file) {
        return file.getFileName().toString().replaceFirst("\\.java$", "");
    }
}

package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which tests run where. What may run beside the tests that call the CDK: nothing from which a way leads to it. What
 * {@code mvn test} runs: nothing from which a way leads to a process that a test starts.
 */
@BesideTheCdk
class LanesTest {
    private static final Pattern MARK = Pattern.compile("@BesideTheCdk\\b");
    private static final Pattern CDK = Pattern.compile("\\bsoftware\\s*\\.\\s*(amazon|constructs)\\b|\\bcdknag\\b");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern QUALIFIED = Pattern.compile("\\bdev\\.scalingstages(?:\\.\\w+)*");
    private static final Pattern SYSTEM_WIDE =
            Pattern.compile("\\bSystem\\s*\\.\\s*(setProperty|clearProperty|setOut|setErr|setIn)\\b|\\.setDefault\\(");
    private static final Pattern PROCESS = Pattern.compile("\\bProcessBuilder\\b|\\bgetRuntime\\b");

    /** The application's and the tests' types by their full names. */
    private static final Map<String, Source> SOURCES = Stream.of(SourceFiles.MAIN, SourceFiles.TESTS)
            .flatMap(root -> SourceFiles.below(root).stream().map(file -> source(root, file)))
            .collect(Collectors.toMap(Source::type, source -> source, (first, second) -> first, TreeMap::new));

    private static final Map<String, Set<String>> NAMED =
            SOURCES.values().stream().collect(Collectors.toMap(Source::type, Source::named));

    /** A file of the application or of the tests, without what is in its comments and strings. */
    private record Source(String type, boolean isTest, String code) {
        String simpleName() {
            return type.substring(type.lastIndexOf('.') + 1);
        }

        boolean isMarked() {
            return MARK.matcher(code).find();
        }

        /** Whether it calls the CDK or changes what all threads see. */
        boolean isUnfit() {
            return CDK.matcher(code).find() || SYSTEM_WIDE.matcher(code).find();
        }

        /** Whether it starts processes. The application's own, the growth check's Node, is one for all tests. */
        boolean startsProcesses() {
            return isTest && PROCESS.matcher(code).find();
        }

        /** The types that it names: those of its package, and those that it imports or qualifies. */
        Set<String> named() {
            String here = type.substring(0, type.lastIndexOf('.') + 1);
            Stream<String> simple = names(TYPE).map(name -> here + name);
            return Stream.concat(simple, names(QUALIFIED).flatMap(LanesTest::beginnings))
                    .filter(SOURCES::containsKey)
                    .collect(Collectors.toSet());
        }

        private Stream<String> names(Pattern pattern) {
            return pattern.matcher(code).results().map(MatchResult::group);
        }
    }

    static List<String> marked() {
        return classes(Source::isMarked);
    }

    static List<String> unitTests() {
        return classes(source -> source.simpleName().endsWith("Test"));
    }

    static List<String> integrationTests() {
        return classes(source -> source.simpleName().endsWith("IT"));
    }

    @ParameterizedTest
    @MethodSource("marked")
    @DisplayName("From a class beside the CDK no way leads to the CDK, and it changes nothing of the whole JVM")
    void noWayLeadsToTheCdk(String type) {
        assertThat(reached(type, Source::isUnfit)).as("where %s leads", type).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshots.SnapshotTest",
                "snapshots.LiveStackTest",
                "policies.PolicyPacksTest",
                "rows.GrowthBackTest"
            })
    @DisplayName("The check objects to a class that calls the CDK, and to one that others lead there")
    void aWayIsFound(String type) {
        assertThat(reached("dev.scalingstages." + type, Source::isUnfit)).isNotEmpty();
    }

    @Test
    @DisplayName("What mvn test runs starts no process: a class that does is called IT")
    void unitTestsStartNoProcess() {
        assertThat(unitTests())
                .hasSizeGreaterThan(60)
                .allSatisfy(type -> assertThat(reached(type, Source::startsProcesses))
                        .as("where %s leads", type)
                        .isEmpty());
    }

    @Test
    @DisplayName("What is called IT starts a process, and may run beside all others")
    void integrationTestsStartProcesses() {
        assertThat(integrationTests()).hasSizeGreaterThan(30).allSatisfy(type -> {
            assertThat(SOURCES.get(type).isMarked()).as("%s is marked", type).isTrue();
            assertThat(reached(type, Source::startsProcesses))
                    .as("where %s leads", type)
                    .isNotEmpty();
        });
    }

    @Test
    @DisplayName("A class of tests has a name by which one of the two runs finds it, and only one")
    void eachClassIsInOneRun() {
        assertThat(classes(source -> source.code().contains("org.junit.jupiter.api.Test;")
                        || source.code().contains("org.junit.jupiter.params.ParameterizedTest;")))
                .filteredOn(type -> !type.contains(".testing."))
                .hasSizeGreaterThan(90)
                .allMatch(type -> type.matches(".*\\.(?!IT|Test)\\w+(Test|IT)"));
    }

    @Test
    @DisplayName("Nothing is imported by a star, which would hide what a class names")
    void eachTypeIsImportedByItsName() {
        assertThat(SOURCES.values())
                .noneMatch(source ->
                        source.code().matches("(?s).*\\bimport (static )?dev\\.scalingstages\\.[\\w.]*\\*;.*"));
    }

    @Test
    @DisplayName("Nothing runs concurrently but by that mark")
    void nothingElseIsConcurrent() {
        assertThat(marked()).hasSizeGreaterThan(50);
        assertThat(SOURCES.values().stream()
                        .filter(source -> Pattern.compile("@Execution\\b")
                                .matcher(source.code())
                                .find())
                        .map(Source::simpleName))
                .containsExactly("BesideTheCdk");
        assertThat(SourceFiles.text(Path.of("src/test/resources/junit-platform.properties")))
                .contains(
                        "\njunit.jupiter.execution.parallel.mode.default = same_thread\n",
                        "\njunit.jupiter.execution.parallel.mode.classes.default = same_thread\n");
    }

    private static List<String> classes(Predicate<Source> which) {
        return SOURCES.values().stream()
                .filter(Source::isTest)
                .filter(which)
                .map(Source::type)
                .toList();
    }

    /** What is such among a type and all the types that it names, and they in turn. */
    private static Set<String> reached(String type, Predicate<Source> which) {
        Set<String> reached = new TreeSet<>(Set.of(type));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            NAMED.get(open.remove()).stream().filter(reached::add).forEach(open::add);
        }
        return reached.stream()
                .filter(each -> which.test(SOURCES.get(each)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A qualified name, and what it is a member of. */
    private static Stream<String> beginnings(String name) {
        return Stream.iterate(name, each -> each.contains("."), each -> each.substring(0, each.lastIndexOf('.')));
    }

    private static Source source(Path root, Path file) {
        String path = root.getParent().getParent().relativize(file).toString();
        String type = path.replaceFirst("\\.java$", "").replaceAll("[/\\\\]", ".");
        return new Source(type, root.equals(SourceFiles.TESTS), SourceFiles.code(file));
    }
}

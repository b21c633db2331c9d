package dev.scalingstages.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CdkTurn;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
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
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which tests run where. What may run beside the tests that call the CDK: nothing from which a way leads to it, but by
 * the one class that waits for its turn. What
 * {@code mvn test} runs: nothing from which a way leads to a process that a test starts.
 */
@BesideTheCdk
class LanesTest {
    private static final Pattern MARK = Pattern.compile("@(BesideTheCdk|ReadsTemplates)\\b");
    private static final Pattern READS = Pattern.compile("@ReadsTemplates\\b");

    /** By which a class beside the CDK may come to what the CDK makes: it takes its turn. */
    private static final String DOOR = "dev.scalingstages.testing.Synthesis";

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

        /** Whether it may come to what the CDK makes, by the door. */
        boolean isReader() {
            return READS.matcher(code).find();
        }

        /** Whether it calls the CDK or changes what all threads see. */
        boolean isUnfit() {
            return CDK.matcher(code).find() || SYSTEM_WIDE.matcher(code).find();
        }

        /** Whether it starts processes. The application's own, the growth check's Node, is one for all tests. */
        boolean startsProcesses() {
            return isTest && PROCESS.matcher(code).find();
        }

        @Override
        public String toString() {
            return code;
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
    @DisplayName(
            "From a class beside the CDK no way leads there, but by the door, and it changes nothing of the whole JVM")
    void noWayLeadsToTheCdk(String type) {
        assertThat(waysToTheCdk(SOURCES.get(type))).as("where %s leads", type).isEmpty();
    }

    static Stream<Source> mutants() {
        return Stream.of(
                mutant("@BesideTheCdk", "Templates.of(stage)"),
                mutant("@BesideTheCdk", "LiveStack.of(stage, settings)"),
                mutant("@ReadsTemplates", "CdkTemplates.of(stage)"),
                mutant("@ReadsTemplates", "Templates.of(stage); CdkTemplates.check(assertions)"),
                mutant("@ReadsTemplates", "dev.scalingstages.TestApp.stacks(context)"),
                mutant("@ReadsTemplates", "software.amazon.awscdk.assertions.Template.fromString(text)"),
                mutant("@ReadsTemplates", "dev.scalingstages.policies.PolicyReview.of(variant)"));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @DisplayName("The check objects to a mark that allows less than the class does")
    void aWayIsFound(Source mutant) {
        assertThat(waysToTheCdk(mutant)).isNotEmpty();
    }

    @Test
    @DisplayName("A class that reads templates needs that mark, and nobody has the door to himself")
    void theDoorIsForTemplates() {
        assertThat(waysToTheCdk(mutant("@ReadsTemplates", "Templates.of(stage); LiveStack.of(stage, settings)")))
                .isEmpty();
        assertThat(classes(Source::isReader))
                .hasSizeGreaterThan(20)
                .allSatisfy(type -> assertThat(reached(
                                SOURCES.get(type), source -> source.type().equals(DOOR), Set.of()))
                        .as("where %s leads", type)
                        .isNotEmpty());
        assertThat(classes(source -> NAMED.get(source.type()).contains(DOOR)))
                .containsExactlyInAnyOrder(
                        DOOR,
                        "dev.scalingstages.policies.PolicyReview",
                        "dev.scalingstages.testing.CdkTemplates",
                        "dev.scalingstages.testing.LiveStack",
                        "dev.scalingstages.testing.Templates");
    }

    @Test
    @DisplayName("What mvn test runs starts no process: a class that does is called IT")
    void unitTestsStartNoProcess() {
        assertThat(unitTests())
                .hasSizeGreaterThan(60)
                .allSatisfy(type -> assertThat(reached(SOURCES.get(type), Source::startsProcesses, Set.of()))
                        .as("where %s leads", type)
                        .isEmpty());
    }

    @Test
    @DisplayName("What is called IT starts a process, and may run beside all others")
    void integrationTestsStartProcesses() {
        assertThat(integrationTests()).hasSizeGreaterThan(30).allSatisfy(type -> {
            assertThat(SOURCES.get(type).isMarked()).as("%s is marked", type).isTrue();
            assertThat(SOURCES.get(type).isReader())
                    .as("%s needs the CDK", type)
                    .isFalse();
            assertThat(reached(SOURCES.get(type), Source::startsProcesses, Set.of()))
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
        assertThat(ProjectFiles.text(Path.of("src/test/resources/junit-platform.properties")))
                .contains(
                        "\njunit.jupiter.execution.parallel.mode.default = same_thread\n",
                        "\njunit.jupiter.execution.parallel.mode.classes.default = same_thread\n",
                        "\njunit.jupiter.extensions.autodetection.enabled = true\n");
        assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(CdkTurn.class);
    }

    private static List<String> classes(Predicate<Source> which) {
        return SOURCES.values().stream()
                .filter(Source::isTest)
                .filter(which)
                .map(Source::type)
                .toList();
    }

    private static Source mutant(String mark, String code) {
        return new Source("dev.scalingstages.testing.MutantTest", true, mark + " class MutantTest { " + code + "; }");
    }

    private static Set<String> waysToTheCdk(Source source) {
        return reached(source, Source::isUnfit, source.isReader() ? Set.of(DOOR) : Set.of());
    }

    /** What is such among a type and all the types that it names, and they in turn, up to doors. */
    private static Set<String> reached(Source from, Predicate<Source> which, Set<String> doors) {
        Set<String> reached = new TreeSet<>(from.named());
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            String type = open.remove();
            if (!doors.contains(type)) {
                NAMED.get(type).stream().filter(reached::add).forEach(open::add);
            }
        }
        return Stream.concat(
                        Stream.of(from),
                        reached.stream().filter(type -> !doors.contains(type)).map(SOURCES::get))
                .filter(which)
                .map(Source::type)
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

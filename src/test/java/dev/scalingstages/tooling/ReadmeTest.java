package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.SnapshotUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A command in the README, in the pages below docs/, in CONTRIBUTING or in a test's failure works, because CI runs it. The
 * exceptions are listed here with their reasons.
 *
 * <p>CI's commands are those of {@code .ci/run} and of the workflow that calls it.
 */
@BesideTheCdk
class ReadmeTest {
    private static final Pattern SHELL_BLOCK =
            Pattern.compile("^ *```(?:sh|bash)\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);

    /** The last cell of a table's row, where it holds a command and nothing else. */
    private static final Pattern TABLE_CELL =
            Pattern.compile("^\\|.*\\| `([^`]+)`(?:, or `[^`]+`.*)? \\|$", Pattern.MULTILINE);

    private static final Pattern NAMED_TESTS = Pattern.compile("-Dtest='?([\\w,]+)");
    private static final String SNAPSHOT = "src/test/java/dev/scalingstages/snapshots/Snapshot.java";
    private static final String SNAPSHOT_UPDATE = "src/test/java/dev/scalingstages/testing/SnapshotUpdate.java";

    private static final String NEEDS_ACCOUNT = "needs an AWS account";

    private static final String NEEDS_ROOT = "needs root, for networks and containers";

    /** The beginnings of commands that CI can't or needn't run, with the reason. */
    private static final Map<String, String> NOT_RUN_BY_CI = Map.ofEntries(
            Map.entry("git clone", "CI's checkout does it"),
            Map.entry("cd ", "CI's checkout does it"),
            Map.entry("./cdk bootstrap", NEEDS_ACCOUNT),
            Map.entry("./cdk deploy", NEEDS_ACCOUNT),
            Map.entry("./cdk destroy", NEEDS_ACCOUNT),
            Map.entry("./cdk diff -c stage=", NEEDS_ACCOUNT),
            Map.entry("npx cdk bootstrap", NEEDS_ACCOUNT),
            Map.entry("npx cdk deploy", NEEDS_ACCOUNT),
            Map.entry("npx cdk destroy", NEEDS_ACCOUNT),
            Map.entry("npx cdk validate -c stage=", NEEDS_ACCOUNT),
            Map.entry("bin/check-account", NEEDS_ACCOUNT),
            Map.entry("bin/release", NEEDS_ACCOUNT),
            Map.entry("bin/renew-image", NEEDS_ACCOUNT),
            Map.entry("bin/remove", NEEDS_ACCOUNT),
            Map.entry(
                    "./smoke https://",
                    "needs a deployed system; the workload's SmokeTest runs it against the real service"),
            Map.entry("curl --insecure ", "needs a deployed system"),
            Map.entry("url=$(aws ", NEEDS_ACCOUNT),
            Map.entry("export AWS_PROFILE=", NEEDS_ACCOUNT),
            Map.entry("aws ", NEEDS_ACCOUNT),
            Map.entry(
                    "./review growth 6 5 --data-moved",
                    "ends with 2 by default, since the storage of a database never shrinks"),
            Map.entry("./review growth deployed.json", "needs a deployed stack's template"),
            Map.entry(".ci/run", "it is what runs the others"),
            Map.entry("mvn test", "mvn verify does it on the way"),
            Map.entry("mvn -f workload/pom.xml verify", "mvn verify runs it at its end"),
            Map.entry("docs/example-application/build", "ExampleApplicationIT builds it"),
            Map.entry("DRAIN_SECONDS=1 ", "serves until it is interrupted; ExampleApplicationIT starts the same"),
            Map.entry("./serve", "serves until it is interrupted; StageTest starts the same for each stage"),
            Map.entry("./rehearse", NEEDS_ROOT),
            Map.entry("mvn -f rehearsal/pom.xml verify", NEEDS_ROOT),
            Map.entry("bin/bench/serve", "CI's machines are too uneven to measure on"),
            Map.entry("bin/bench/synth", "CI's machines are too uneven to measure on"));

    @Test
    void everyCommandIsRunByCi() throws IOException {
        assertThat(commandsIn(Project.read("README.md")))
                .as("the README's commands")
                .contains("./cdk synth", "mvn verify", "./review growth 3 4");
        assertThat(commandsOfAllPages())
                .contains("bin/check-account 3", "./review growth 5 5 -c webMaximum=20", "./cdk synth --no-validation")
                .allSatisfy(ReadmeTest::assertIsRunByCi);
    }

    /** Of a live stack nothing is shown that removes it, and a review stack is removed by its own name. */
    @Test
    void noExampleRemovesALiveStack() throws IOException {
        assertThat(commandsOfAllPages())
                .noneMatch(command -> command.matches(".*\\bdestroy\\b.*-c stage=.*"))
                .filteredOn(command -> command.matches("(bin/remove|.* destroy) .*"))
                .isNotEmpty()
                .allMatch(command -> command.matches(".*-stage-[1-6]( .*)?"));
    }

    @Test
    void everyCommandOfAContributorIsRunByCi() {
        String contributing = Project.read("CONTRIBUTING.md");
        List<String> commands = Stream.concat(
                        commandsIn(contributing).stream(),
                        TABLE_CELL.matcher(contributing).results().map(cell -> cell.group(1)))
                .toList();

        assertThat(commands)
                .contains("mvn test -Dtest=SizesTest", "mvn test -Dtest=ShellcheckIT", "mvn verify")
                .contains(SnapshotUpdate.TEMPLATES);
        assertThat(commands).allSatisfy(ReadmeTest::assertIsRunByCi);
    }

    @ParameterizedTest
    @ValueSource(strings = {SnapshotUpdate.TEMPLATES, SnapshotUpdate.GROWTH, SnapshotUpdate.SETTINGS})
    void everyCommandOfAFailureIsRunByCi(String command) {
        assertIsRunByCi(command);
        assertThat(Project.read("CONTRIBUTING.md")).contains(command);
    }

    @Test
    void everyTestThatACommandNamesExists() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            Set<String> tests = sources.map(
                            file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                    .collect(Collectors.toSet());
            assertThat(Stream.concat(pages(), Stream.of("CONTRIBUTING.md", ".ci/run", SNAPSHOT, SNAPSHOT_UPDATE))
                            .flatMap(file ->
                                    NAMED_TESTS.matcher(Project.read(file)).results())
                            .flatMap(named -> Stream.of(named.group(1).split(","))))
                    .contains("SizesTest", "ShellcheckIT", "GrowthLogicalIdsTest", "GrowthDataTest")
                    .isSubsetOf(tests);
        }
    }

    @Test
    void readsCommandsAsTheShellDoes() {
        assertThat(commandsIn("""
                                Text.
                                ```sh
                                # a comment
                                ./cdk synth      # another

                                ./cdk deploy \\
                                    -c stage=3
                                ```
                                ```json
                                {}
                                ```
                                """)).containsExactly("./cdk synth", "./cdk deploy -c stage=3");
    }

    @Test
    void noticesACommandThatCiDoesNotRun() {
        assertThat(isRunByCi("./cdk synth")).isTrue();
        assertThat(isRunByCi("./cdk synth --no-such-option")).isFalse();
    }

    /** The README and the pages that it leads to. */
    private static Stream<String> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            List<String> pages = docs.map(Path::toString)
                    .filter(page -> page.endsWith(".md"))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of("README.md"), pages.stream());
        }
    }

    private static List<String> commandsOfAllPages() throws IOException {
        return pages().flatMap(page -> commandsIn(Project.read(page)).stream()).toList();
    }

    private static void assertIsRunByCi(String command) {
        boolean listed = NOT_RUN_BY_CI.keySet().stream()
                .anyMatch(exception ->
                        command.equals(exception) || (!exception.startsWith("mvn") && command.startsWith(exception)));
        assertThat(listed || isRunByCi(command))
                .as("'%s': .ci/run runs it, or the list in this test says why not", command)
                .isTrue();
    }

    private static boolean isRunByCi(String command) {
        Set<String> run = Stream.of(".ci/run", ".github/workflows/ci.yml")
                .flatMap(file -> Project.read(file).lines())
                .map(ReadmeTest::commandOf)
                .collect(Collectors.toSet());
        return run.contains(command);
    }

    /** A line of CI's script as the README would write it: without CI's wrapper, its log options and redirections. */
    private static String commandOf(String line) {
        return line.strip()
                .replaceFirst("^(- run: |run )(env -u CI )?", "")
                .replaceFirst(" >/dev/null$", "")
                .replaceFirst("^mvn -B -ntp ", "mvn ");
    }

    private static List<String> commandsIn(String markdown) {
        return SHELL_BLOCK
                .matcher(markdown)
                .results()
                .map(block -> block.group(1).replaceAll("\\\\\\n\\s*", ""))
                .flatMap(String::lines)
                .map(line -> Pattern.compile("(^|\\s+)#.*$").matcher(line).replaceFirst(Matcher.quoteReplacement("")))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}

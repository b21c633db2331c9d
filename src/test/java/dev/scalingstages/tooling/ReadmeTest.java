package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SnapshotUpdate;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

    /** The beginnings of commands that CI can't or needn't run, by the reason. */
    private static final Map<String, List<String>> NOT_RUN_BY_CI = Map.of(
            "CI's checkout does it", List.of("git clone", "cd "),
            "it needs an AWS account",
                    List.of(
                            "aws ",
                            "url=$(aws ",
                            "export AWS_PROFILE=",
                            "./cdk bootstrap",
                            "./cdk deploy",
                            "./cdk destroy",
                            "./cdk diff -c stage=",
                            "npx cdk bootstrap",
                            "npx cdk deploy",
                            "npx cdk destroy",
                            "npx cdk validate -c stage=",
                            "bin/check-account",
                            "bin/release",
                            "bin/renew-image",
                            "bin/remove"),
            "it needs a deployed system; the workload's SmokeTest runs ./smoke against the real service",
                    List.of("./smoke https://", "curl --insecure ", "./review growth deployed.json"),
            "it ends with 2 by default, since the storage of a database never shrinks",
                    List.of("./review growth 6 5 --data-moved"),
            "it is what runs the others", List.of(".ci/run"),
            "it needs root and minutes; CI plays the first stage", List.of("./rehearse "),
            "mvn verify does it on the way",
                    List.of("mvn test", "mvn -f workload/pom.xml verify", "mvn -f rehearsal/pom.xml verify"),
            "ExampleApplicationIT does the same", List.of("docs/example-application/build", "DRAIN_SECONDS=1 "),
            "it serves until it is interrupted; StageTest starts the same for each stage", List.of("./serve"),
            "CI's machines are too uneven to measure on", List.of("bin/bench/serve", "bin/bench/synth"));

    @Test
    void everyCommandIsRunByCi() {
        assertThat(commandsIn(Project.read("README.md")))
                .as("the README's commands")
                .contains("./cdk synth", "mvn verify", "./review growth 3 4");
        assertThat(commandsOfAllPages())
                .contains("bin/check-account 3", "./review growth 5 5 -c webMaximum=20", "./cdk synth --no-validation")
                .allSatisfy(ReadmeTest::assertIsRunByCi);
    }

    /** Of a live stack nothing is shown that removes it, and a review stack is removed by its own name. */
    @Test
    void noExampleRemovesALiveStack() {
        assertThat(commandsOfAllPages())
                .noneMatch(command -> command.matches(".*\\bdestroy\\b.*-c stage=.*"))
                .filteredOn(command -> command.matches("(bin/remove|.* destroy) .*"))
                .isNotEmpty()
                .allMatch(command -> command.matches(".*-stage-[1-6]( .*)?"));
    }

    @Test
    void everyCommandOfAContributorIsRunByCi() {
        String contributing = Project.read("CONTRIBUTING.md");
        Stream<String> cells = TABLE_CELL.matcher(contributing).results().map(cell -> cell.group(1));

        assertThat(Stream.concat(commandsIn(contributing).stream(), cells))
                .contains("mvn test -Dtest=SizesTest", "mvn test -Dtest=ShellcheckIT", "mvn verify")
                .contains(SnapshotUpdate.TEMPLATES)
                .allSatisfy(ReadmeTest::assertIsRunByCi);
    }

    @ParameterizedTest
    @ValueSource(strings = {SnapshotUpdate.TEMPLATES, SnapshotUpdate.GROWTH, SnapshotUpdate.SETTINGS})
    void everyCommandOfAFailureIsRunByCi(String command) {
        assertIsRunByCi(command);
        assertThat(Project.read("CONTRIBUTING.md")).contains(command);
    }

    @Test
    void everyTestThatACommandNamesExists() {
        assertThat(Stream.concat(pages(), Stream.of("CONTRIBUTING.md", ".ci/run", SNAPSHOT, SNAPSHOT_UPDATE))
                        .flatMap(file -> NAMED_TESTS.matcher(Project.read(file)).results())
                        .flatMap(named -> Stream.of(named.group(1).split(","))))
                .contains("SizesTest", "ShellcheckIT", "GrowthLogicalIdsTest", "GrowthDataTest")
                .allSatisfy(test -> assertThat(ProjectFiles.below(Path.of("src/test/java"), "/" + test + ".java"))
                        .hasSize(1));
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
    private static Stream<String> pages() {
        Stream<String> docs = Stream.of(new File("docs").list()).filter(page -> page.endsWith(".md"));
        return Stream.concat(Stream.of("README.md"), docs.map("docs/"::concat).sorted());
    }

    private static List<String> commandsOfAllPages() {
        return pages().flatMap(page -> commandsIn(Project.read(page)).stream()).toList();
    }

    private static void assertIsRunByCi(String command) {
        boolean listed = NOT_RUN_BY_CI.values().stream()
                .flatMap(List::stream)
                .anyMatch(exception ->
                        command.equals(exception) || (!exception.startsWith("mvn") && command.startsWith(exception)));
        assertThat(listed || isRunByCi(command))
                .as("'%s': .ci/run runs it, or the list in this test says why not", command)
                .isTrue();
    }

    private static boolean isRunByCi(String command) {
        return Stream.of(".ci/run", ".github/workflows/ci.yml")
                .flatMap(file -> Project.read(file).lines())
                .map(ReadmeTest::commandOf)
                .anyMatch(command::equals);
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
                .map(line -> line.replaceFirst("(^|\\s+)#.*$", ""))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}

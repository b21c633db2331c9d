package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A command in the README works, because CI runs it. The exceptions are listed here with their reasons.
 *
 * <p>CI's commands are those of {@code .ci/run} and of the workflow that calls it.
 */
class ReadmeTest {
    private static final Pattern SHELL_BLOCK =
            Pattern.compile("^ *```(?:sh|bash)\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);

    private static final String NEEDS_ACCOUNT = "needs an AWS account";

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
            Map.entry("bin/remove", NEEDS_ACCOUNT),
            Map.entry("./smoke https://", "needs a deployed system; SmokeTest runs it against the real service"),
            Map.entry("curl --insecure ", "needs a deployed system"),
            Map.entry("url=$(aws ", NEEDS_ACCOUNT),
            Map.entry("export AWS_PROFILE=", NEEDS_ACCOUNT),
            Map.entry("aws ", NEEDS_ACCOUNT),
            Map.entry("./growth deployed.json", "needs a deployed stack's template"),
            Map.entry("mvn verify -Dsnapshots.update", "CI compares the snapshots, and refuses to write them"),
            Map.entry("mvn spotless:apply", "CI checks the format, and changes no source"),
            Map.entry("./serve", "serves until it is interrupted; StageTest starts the same for each stage"),
            Map.entry("bench/serve", "CI's machines are too uneven to measure on"),
            Map.entry("bench/synth", "CI's machines are too uneven to measure on"));

    @Test
    void everyCommandIsRunByCi() {
        List<String> commands = commandsIn(Project.read("README.md"));

        assertThat(commands).as("the README's commands").contains("./cdk synth", "mvn verify");
        assertThat(commands).allSatisfy(ReadmeTest::assertIsRunByCi);
    }

    /** Of a live stack nothing is shown that removes it, and a review stack is removed by its own name. */
    @Test
    void noExampleRemovesALiveStack() {
        assertThat(commandsIn(Project.read("README.md")))
                .noneMatch(command -> command.matches(".*\\bdestroy\\b.*-c stage=.*"))
                .filteredOn(command -> command.matches("(bin/remove|.* destroy) .*"))
                .isNotEmpty()
                .allMatch(command -> command.matches(".*-stage-[1-6]( .*)?"));
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

    private static void assertIsRunByCi(String command) {
        boolean listed = NOT_RUN_BY_CI.keySet().stream().anyMatch(command::startsWith);
        assertThat(listed || isRunByCi(command))
                .as("'%s' of the README: .ci/run runs it, or the list in this test says why not", command)
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
                .replaceFirst("^(- run: |run )", "")
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

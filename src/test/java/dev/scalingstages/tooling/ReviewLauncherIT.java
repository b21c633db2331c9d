package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./review} with its Java, and recorders in place of {@code ./cdk} and Node: how stages are synthesized, and that
 * nothing of it is left.
 */
@BesideTheCdk
class ReviewLauncherIT {
    /** Writes a template that tells its stage and whether it was given a setting; nothing when asked for its version. */
    private static final String SYNTHESIZING = """
            settings=0
            for word in "$@"; do
                case $word in
                    stage=*) stage=${word#stage=} ;;
                    *=*) settings=1 ;;
                esac
            done
            while [ $# -gt 0 ]; do
                if [ "$1" = --output ]; then
                    mkdir -p "$2"
                    {
                        echo "{\\"Description\\": \\"Stage $stage of 6: one\\", \\"Resources\\": {"
                        [ "$settings" = 0 ] || echo '"Set": {"Type": "AWS::SNS::Topic"},'
                        echo '"Topic": {"Type": "AWS::SNS::Topic"}}}'
                    } >"$2/photo-share.template.json"
                fi
                shift
            done
            """;

    /** Finds no difference between any two templates. */
    private static final String NODE = "while read -r question; do echo '{\"pairs\": [{}], \"types\": {}}'; done";

    private static final String DEPLOYED =
            "{\"Description\": \"Stage 3 of 6\", \"Resources\": {\"Topic\":" + " {\"Type\": \"AWS::SNS::Topic\"}}}";

    @TempDir
    private Path folder;

    private Path temporary;
    private Sandbox sandbox;

    @BeforeEach
    void projectThatSynthesizes() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        sandbox = new Sandbox(folder, "review", "bin/pinned-node")
                .with("TMPDIR", temporary.toString())
                .command("node", NODE)
                .script("cdk", SYNTHESIZING)
                .script("bin/app", "exec '%s' -cp '%s' \"$@\"".formatted(java(), classpath()));
        sandbox.write("deployed.json", DEPLOYED);
    }

    @Test
    void comparesTwoStagesThatItSynthesizes() {
        Sandbox.Result result = sandbox.run("review", "growth", "3", "4");

        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Stage 3 to stage 4: ")
                .contains("Nothing changes.")
                .endsWith("./cdk deploy -c stage=4\n");
        assertThat(syntheses()).containsExactlyInAnyOrder(synth("before", "-c stage=3"), synth("after", "-c stage=4"));
        assertThat(sandbox.calls("cdk")).first().isEqualTo("cdk --version");
    }

    @Test
    void handsOverWhereTheCallerIsAndTheArgumentsAsTheyAre() {
        sandbox.script("bin/app", "for word; do echo \"<$word>\"; done");

        Sandbox.Result result = sandbox.finish(
                sandbox.start(folder, "review", "growth", "a b.json", "4", "-c", "alarmEmail=a b@example.com"));

        assertThat(result.out().lines())
                .containsExactly(
                        "<dev.scalingstages.ReviewApp>",
                        "<" + folder + ">",
                        "<" + temporary + ">",
                        "<node>",
                        "<growth>",
                        "<a b.json>",
                        "<4>",
                        "<-c>",
                        "<alarmEmail=a b@example.com>");
    }

    @Test
    void givesSettingsToBothStagesAndToTheDeployCommandAsTheyAre() {
        Sandbox.Result result = sandbox.run(
                "review",
                "growth",
                "-c",
                "system=photo-share",
                "3",
                "--json",
                "4",
                "--context",
                "alarmEmail=a b@example.com",
                "--context=webMaximum=20");

        String settings = " -c system=photo-share -c alarmEmail=a b@example.com -c webMaximum=20";
        assertThat(syntheses())
                .containsExactlyInAnyOrder(
                        synth("before", "-c stage=3" + settings), synth("after", "-c stage=4" + settings));
        assertThat(result.out())
                .contains("\"deploy\" : \"./cdk deploy -c stage=4 -c system=photo-share"
                        + " -c 'alarmEmail=a b@example.com' -c webMaximum=20\"");
    }

    @Test
    void givesSettingsToOneSideWhenBothAreOneStage() {
        Sandbox.Result result = sandbox.run("review", "growth", "5", "5", "-c", "webMaximum=20");

        assertThat(syntheses())
                .containsExactlyInAnyOrder(
                        synth("before", "-c stage=5"), synth("after", "-c stage=5 -c webMaximum=20"));
        assertThat(result.out())
                .startsWith("What this deploy does at stage 5")
                .containsPattern("Added\\s+1 resource")
                .contains("./cdk deploy -c stage=5 -c webMaximum=20");
    }

    @Test
    void synthesizesOneStageOnceWhenThereIsNothingToTellItsSidesApart() {
        Sandbox.Result result = sandbox.run("review", "growth", "5", "5");

        assertThat(result.out()).contains("Nothing changes.");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=5"));
    }

    @Test
    void tellsTheCheckAndNotTheDeployThatDataWasMoved() {
        Sandbox.Result result =
                sandbox.run("review", "growth", "6", "--data-moved", "5", "-c", "databaseStorageGiB=2000");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("./cdk deploy -c stage=5 -c databaseStorageGiB=2000\n");
        assertThat(syntheses()).noneMatch(call -> call.contains("--data-moved"));
    }

    @Test
    void takesWhatIsDeployedFromAFileThatStartsWhereTheCallerIs() {
        sandbox.write("elsewhere/mine.json", DEPLOYED);

        Sandbox.Result result = sandbox.finish(
                sandbox.start(sandbox.path("elsewhere"), "review", "growth", "mine.json", "4", "--markdown"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("## Stage 3 to stage 4: ");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=4"));
    }

    @Test
    void comparesTwoFilesWithoutSynthesizingAndKnowsNoDeployCommand() {
        String file = sandbox.path("deployed.json").toString();

        Sandbox.Result result = sandbox.run("review", "growth", file, "deployed.json");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("Nothing changes.").doesNotContain("./cdk deploy");
        assertThat(sandbox.calls("cdk")).containsExactly("cdk --version");
    }

    @Test
    void printsThePolicyOfAStage() {
        Sandbox.Result result = sandbox.run("review", "policy", "2", "-c", "system=photo-share");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("\"Update:Replace\"");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=2 -c system=photo-share"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void endsAsTheProgramDoes(int status) {
        sandbox.script("bin/app", "exit " + status);

        assertThat(sandbox.run("review", "growth", "3", "4").status()).isEqualTo(status);
    }

    @Test
    void leavesNothingBehind() {
        assertThat(sandbox.run("review", "growth", "3", "4").status()).isZero();
        assertThat(temporary).isEmptyDirectory();
        assertThat(syntheses())
                .as("it was there")
                .allMatch(call -> call.contains("/before ") || call.contains("/after "));
    }

    @Test
    void saysOnceWhatIsWrongWithTheSettings() {
        sandbox.script("cdk", "[ \"$1\" = --version ] || { echo 'vpcCidr: x is not an IPv4 CIDR' >&2; exit 1; }");

        Sandbox.Result result = sandbox.run("review", "growth", "3", "4", "-c", "vpcCidr=x");

        assertThat(result).isEqualTo(new Sandbox.Result(1, "", "vpcCidr: x is not an IPv4 CIDR\n"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void failsWhenOnlyTheDeployedStageDoesNotTakeTheSettings() {
        sandbox.script("cdk", "case $* in *stage=2*) echo 'not at stage 2' >&2; exit 1 ;; esac\n" + SYNTHESIZING);

        assertThat(sandbox.run("review", "growth", "2", "4")).isEqualTo(new Sandbox.Result(1, "", "not at stage 2\n"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void synthesizesNothingWhenTheArgumentsAreWrong() {
        Sandbox.Result result = sandbox.run("review", "growth", "3", "7");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("./review growth: 7 is neither a stage from 1 to 6 nor a file.");
        assertThat(syntheses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15})
    void endsWhatItStartedWhenItIsHungUpOrInterruptedOrTerminated(int signal) throws Exception {
        assumeFalse(isIgnored(signal), "the signal is ignored where the tests were started, as in a background job");
        sandbox.script("cdk", "[ \"$1\" != --version ] || exit 0\necho $$ >>\"$RECORD.pids\"\nexec sleep 50");
        Path pids = folder.resolve("record.pids");

        Sandbox.Running running = sandbox.start(folder, "review", "growth", "3", "4");
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (pids(pids).size() < 2 && System.nanoTime() < patience) {
            Thread.sleep(20);
        }
        List<ProcessHandle> syntheses = pids(pids).stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
        assertThat(syntheses).hasSize(2).allMatch(ProcessHandle::isAlive);
        String pid = Long.toString(running.process().pid());
        new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();

        assertThat(sandbox.finish(running)).isEqualTo(new Sandbox.Result(128 + signal, "", ""));
        assertThat(syntheses).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
    }

    /** Whether this process ignores a signal, and so each process that it starts. */
    private static boolean isIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        String text = Files.exists(status) ? Files.readString(status) : "SigIgn:\t0\n";
        String mask = text.replaceFirst("(?s).*SigIgn:\\s+(\\w+).*", "$1");
        return (Long.parseUnsignedLong(mask, 16) >> signal - 1 & 1) == 1;
    }

    private static List<Long> pids(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the CDK was asked to synthesize; the temporary folder has another name each time. */
    private List<String> syntheses() {
        return sandbox.calls("cdk").stream()
                .filter(call -> call.startsWith("cdk synth"))
                .map(call -> call.replaceFirst("review\\.[0-9]+", "review.0"))
                .toList();
    }

    private String synth(String side, String settings) {
        return "cdk synth --quiet --no-validation --output %s/review.0/%s %s".formatted(temporary, side, settings);
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static String classpath() throws IOException {
        Stream<String> entries =
                Stream.of(Project.ROOT.resolve("target/classes").toString(), Project.read("target/classpath"));
        return String.join(File.pathSeparator, entries.toList());
    }
}

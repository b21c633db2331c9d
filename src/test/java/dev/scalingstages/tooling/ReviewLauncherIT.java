package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Waiting;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** Finds no difference between any two templates. */
    private static final String NODE = "while read -r question; do echo '{\"pairs\": [{}], \"types\": {}}'; done";

    private static final String DEPLOYED =
            "{\"Description\": \"Stage 3 of 6\", \"Resources\": {\"Topic\": {\"Type\": \"AWS::SNS::Topic\"}}}";

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    private Sandbox sandbox;

    @BeforeEach
    void projectThatSynthesizes() {
        sandbox = new Sandbox(folder, "review", "bin/pinned-node")
                .with("TMPDIR", temporary.toString())
                .command("node", NODE)
                .script("cdk", SYNTHESIZING)
                .script("bin/app", "exec '%s' -cp '%s' \"$@\"".formatted(JAVA, classpath()));
        sandbox.write("deployed.json", DEPLOYED);
    }

    @Test
    void comparesTwoStagesThatItSynthesizes() {
        Sandbox.Result result = growth("3", "4").succeeds();

        assertThat(result.err()).isEmpty();
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

        assertThat(sandbox.runIn(folder, "review", "growth", "a b.json", "4", "-c", "alarmEmail=a b@example.com")
                        .out())
                .isEqualTo("""
                        <dev.scalingstages.ReviewApp>
                        <%s>
                        <%s>
                        <node>
                        <growth>
                        <a b.json>
                        <4>
                        <-c>
                        <alarmEmail=a b@example.com>
                        """.formatted(folder, temporary));
    }

    @Test
    void givesSettingsToBothStagesAndToTheDeployCommandAsTheyAre() {
        String mail = "alarmEmail=a b@example.com";
        Sandbox.Result result =
                growth("-c", "system=photo-share", "3", "--json", "4", "--context", mail, "--context=webMaximum=20");

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
        Sandbox.Result result = growth("5", "5", "-c", "webMaximum=20");

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
        assertThat(growth("5", "5").out()).contains("Nothing changes.");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=5"));
    }

    @Test
    void tellsTheCheckAndNotTheDeployThatDataWasMoved() {
        assertThat(growth("6", "--data-moved", "5", "-c", "databaseStorageGiB=2000")
                        .succeeds()
                        .out())
                .contains("./cdk deploy -c stage=5 -c databaseStorageGiB=2000\n");
        assertThat(syntheses()).noneMatch(call -> call.contains("--data-moved"));
    }

    @Test
    void takesWhatIsDeployedFromAFileThatStartsWhereTheCallerIs() {
        sandbox.write("elsewhere/mine.json", DEPLOYED);

        assertThat(sandbox.runIn(sandbox.path("elsewhere"), "review", "growth", "mine.json", "4", "--markdown")
                        .succeeds()
                        .out())
                .startsWith("## Stage 3 to stage 4: ");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=4"));
    }

    @Test
    void comparesTwoFilesWithoutSynthesizingAndKnowsNoDeployCommand() {
        String file = sandbox.path("deployed.json").toString();

        assertThat(growth(file, "deployed.json").succeeds().out())
                .contains("Nothing changes.")
                .doesNotContain("./cdk deploy");
        assertThat(sandbox.calls("cdk")).containsExactly("cdk --version");
    }

    @Test
    void printsThePolicyOfAStage() {
        assertThat(sandbox.run("review", "policy", "2", "-c", "system=photo-share")
                        .succeeds()
                        .out())
                .contains("\"Update:Replace\"");
        assertThat(syntheses()).containsExactly(synth("after", "-c stage=2 -c system=photo-share"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void endsAsTheProgramDoes(int status) {
        sandbox.script("bin/app", "exit " + status);

        assertThat(growth("3", "4").status()).isEqualTo(status);
    }

    @Test
    void leavesNothingBehind() {
        growth("3", "4").succeeds();
        assertThat(temporary).isEmptyDirectory();
        assertThat(syntheses())
                .as("it was there")
                .allMatch(call -> call.contains("/before ") || call.contains("/after "));
    }

    @Test
    void saysOnceWhatIsWrongWithTheSettings() {
        sandbox.script("cdk", "[ \"$1\" = --version ] || { echo 'vpcCidr: x is not an IPv4 CIDR' >&2; exit 1; }");

        assertThat(growth("3", "4", "-c", "vpcCidr=x"))
                .isEqualTo(new Sandbox.Result(1, "", "vpcCidr: x is not an IPv4 CIDR\n"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void failsWhenOnlyTheDeployedStageDoesNotTakeTheSettings() {
        sandbox.script("cdk", "case $* in *stage=2*) echo 'not at stage 2' >&2; exit 1 ;; esac\n" + SYNTHESIZING);

        assertThat(growth("2", "4")).isEqualTo(new Sandbox.Result(1, "", "not at stage 2\n"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void synthesizesNothingWhenTheArgumentsAreWrong() {
        Sandbox.Result result = growth("3", "7").fails();

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
        List<ProcessHandle> syntheses = Waiting.until(() -> processes(pids), found -> found.size() == 2);
        assertThat(syntheses).allMatch(ProcessHandle::isAlive);
        String pid = Long.toString(running.process().pid());
        new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();

        assertThat(sandbox.finish(running)).isEqualTo(new Sandbox.Result(128 + signal, "", ""));
        assertThat(syntheses).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
    }

    /** Whether this process ignores a signal, and so each process that it starts. */
    private static boolean isIgnored(int signal) {
        Path status = Path.of("/proc/self/status");
        String text = Files.exists(status) ? ProjectFiles.text(status) : "SigIgn:\t0\n";
        String mask = text.replaceFirst("(?s).*SigIgn:\\s+(\\w+).*", "$1");
        return (Long.parseUnsignedLong(mask, 16) >> signal - 1 & 1) == 1;
    }

    private static List<ProcessHandle> processes(Path pids) {
        return (Files.exists(pids) ? ProjectFiles.text(pids) : "")
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
    }

    private Sandbox.Result growth(String... arguments) {
        return sandbox.run(
                "review",
                Stream.concat(Stream.of("growth"), Stream.of(arguments)).toArray(String[]::new));
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

    private static String classpath() {
        return Project.ROOT.resolve("target/classes") + File.pathSeparator + Project.read("target/classpath");
    }
}

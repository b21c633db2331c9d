package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./growth} finds the two templates of a plan, synthesized or given, and hands them to the growth check. */
@BesideTheCdk
class GrowthLauncherIT {
    private static final String CHECK = "app dev.scalingstages.GrowthApp node ";

    /** Writes a template where it is asked to, and nothing when it is asked for its version. */
    private static final String SYNTHESIZING = """
            while [ $# -gt 0 ]; do
                if [ "$1" = --output ]; then
                    mkdir -p "$2"
                    echo '{}' >"$2/photo-share.template.json"
                fi
                shift
            done
            """;

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void projectThatSynthesizes() {
        sandbox = new Sandbox(folder, "growth", "bin/pinned-node")
                .command("mktemp", "mkdir '" + folder + "/work'; echo '" + folder + "/work'")
                .script("cdk", SYNTHESIZING)
                .script("bin/app", "ls \"$RECORD\" \"$4\" \"${5:-$4}\" >/dev/null\necho the plan");
        sandbox.write("deployed.json", "{}");
    }

    @Test
    void comparesTwoStagesThatItSynthesizes() {
        Sandbox.Result result = sandbox.run("growth", "3", "4");

        assertThat(result).isEqualTo(new Sandbox.Result(0, "the plan\n", ""));
        assertThat(sandbox.calls("cdk"))
                .contains(synth("before", "-c stage=3"), synth("after", "-c stage=4"))
                .first()
                .isEqualTo("cdk --version");
        assertThat(sandbox.calls("app"))
                .containsExactly(CHECK + "text %s %s -c stage=4".formatted(made("before"), made("after")));
    }

    @Test
    void givesSettingsToBothStagesAndToTheDeployCommandAsTheyAre() {
        sandbox.run(
                "growth", "-c", "system=photo-share", "3", "--json", "4", "--context", "alarmEmail=a b@example.com");

        String settings = " -c system=photo-share -c alarmEmail=a b@example.com";
        assertThat(sandbox.calls("cdk"))
                .contains(synth("before", "-c stage=3" + settings), synth("after", "-c stage=4" + settings));
        assertThat(sandbox.calls("app"))
                .containsExactly(CHECK + "json %s %s -c stage=4%s".formatted(made("before"), made("after"), settings));
    }

    @Test
    void givesSettingsToOneSideWhenBothAreOneStage() {
        sandbox.run("growth", "5", "5", "-c", "webMaximum=20");

        assertThat(sandbox.calls("cdk"))
                .containsExactlyInAnyOrder(
                        "cdk --version", synth("before", "-c stage=5"), synth("after", "-c stage=5 -c webMaximum=20"));
        assertThat(sandbox.calls("app"))
                .containsExactly(
                        CHECK + "text %s %s -c stage=5 -c webMaximum=20".formatted(made("before"), made("after")));
    }

    @Test
    void synthesizesOneStageOnceWhenThereIsNothingToTellItsSidesApart() {
        sandbox.run("growth", "5", "5");

        assertThat(sandbox.calls("cdk")).containsExactly("cdk --version", synth("after", "-c stage=5"));
        assertThat(sandbox.calls("app"))
                .containsExactly(CHECK + "text %s %s -c stage=5".formatted(made("after"), made("after")));
    }

    @Test
    void tellsTheCheckAndNotTheDeployThatDataWasMoved() {
        sandbox.run("growth", "6", "--data-moved", "5", "-c", "databaseStorageGiB=2000");
        sandbox.run("growth", "deployed.json", "deployed.json", "--data-moved");

        String file = sandbox.path("deployed.json").toString();
        assertThat(sandbox.calls("app"))
                .containsExactly(
                        CHECK
                                + "text %s %s --data-moved -c stage=5 -c databaseStorageGiB=2000"
                                        .formatted(made("before"), made("after")),
                        CHECK + "text " + file + " " + file + " --data-moved");
    }

    @Test
    void takesWhatIsDeployedFromAFileThatStartsWhereTheCallerIs() {
        sandbox.write("elsewhere/deployed.json", "{}");

        Sandbox.Result result =
                sandbox.finish(sandbox.start(sandbox.path("elsewhere"), "growth", "deployed.json", "4", "--markdown"));

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(sandbox.calls("app"))
                .containsExactly(CHECK
                        + "markdown %s %s -c stage=4"
                                .formatted(sandbox.path("elsewhere/deployed.json"), made("after")));
    }

    @Test
    void comparesTwoFilesWithoutSynthesizingAndKnowsNoDeployCommand() {
        String file = sandbox.path("deployed.json").toString();

        assertThat(sandbox.run("growth", file, "deployed.json").status()).isZero();
        assertThat(sandbox.calls("cdk")).containsExactly("cdk --version");
        assertThat(sandbox.calls("app")).containsExactly(CHECK + "text " + file + " " + file);
    }

    @Test
    void printsThePolicyOfAStage() {
        assertThat(sandbox.run("growth", "policy", "2").status()).isZero();
        assertThat(sandbox.calls("app")).containsExactly(CHECK + "policy " + made("after"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3"})
    void endsAsTheCheckDoesAndLeavesNothingBehind(int status) {
        sandbox.script("bin/app", "exit " + status);

        assertThat(sandbox.run("growth", "3", "4").status()).isEqualTo(status);
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void saysOnceWhatIsWrongWithTheSettings() {
        sandbox.script("cdk", "[ \"$1\" = --version ] || { echo 'vpcCidr: x is not an IPv4 CIDR' >&2; exit 1; }");

        Sandbox.Result result = sandbox.run("growth", "3", "4", "-c", "vpcCidr=x");

        assertThat(result).isEqualTo(new Sandbox.Result(1, "", "vpcCidr: x is not an IPv4 CIDR\n"));
        assertThat(sandbox.calls("app")).isEmpty();
    }

    @Test
    void failsWhenOnlyTheDeployedStageDoesNotTakeTheSettings() {
        sandbox.script("cdk", "case $* in *stage=2*) echo 'not at stage 2' >&2; exit 1 ;; esac\n" + SYNTHESIZING);

        assertThat(sandbox.run("growth", "2", "4")).isEqualTo(new Sandbox.Result(1, "", "not at stage 2\n"));
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of(List.of(), "two stages or templates"),
                Arguments.of(List.of("3"), "only 3 is named"),
                Arguments.of(List.of("policy"), "only policy is named"),
                Arguments.of(List.of("3", "7"), "7 is neither a stage from 1 to 6 nor a file"),
                Arguments.of(List.of("3", "no.json"), "no.json is neither a stage from 1 to 6 nor a file"),
                Arguments.of(List.of("3", "4", "5"), "too many arguments"),
                Arguments.of(List.of("3", "4", "--yaml"), "no option --yaml"),
                Arguments.of(List.of("3", "4", "-c"), "-c needs a setting"),
                Arguments.of(List.of("3", "4", "-c", "stage=5"), "stage=5 does not go with ./growth"),
                Arguments.of(List.of("deployed.json", "deployed.json", "-c", "a=b"), "a=b is for stages"),
                Arguments.of(List.of("policy", "4", "--json"), "no --json for it"),
                Arguments.of(List.of("policy", "4", "--data-moved"), "no --data-moved for it"));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void refusesWhatItDoesNotUnderstandWithAnExample(List<String> arguments, String complaint) {
        Sandbox.Result result = sandbox.run("growth", arguments.toArray(String[]::new));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("./growth: ").contains(complaint, "./growth 3 4", "--help");
        assertThat(sandbox.record()).isEmpty();
    }

    @Test
    void tellsHowItIsUsed() {
        Sandbox.Result result = sandbox.run("growth", "--help");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains(
                        "./growth BEFORE AFTER",
                        "Exit status: 0 nothing is lost; 2",
                        "3 unknown",
                        "--data-moved    you say",
                        "policy");
    }

    private String synth(String side, String settings) {
        return "cdk synth --quiet --no-validation --output %s/work/%s %s".formatted(folder, side, settings);
    }

    private String made(String side) {
        return "%s/work/%s/photo-share.template.json".formatted(folder, side);
    }
}

package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After a synth {@code ./cdk} says what the stacks are, and leaves standard output alone. */
@BesideTheCdk
class SummaryIT {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

    /** Where the stacks belong; nowhere that could be told, unless a test says so. */
    private String place = "";

    @BeforeEach
    void installedCommandLine() {
        sandbox = new Sandbox(folder, "cdk", "bin/pinned-node", "bin/summary.mjs", "package.json", "package-lock.json")
                .command("java", "echo 'openjdk version \"17.0.1\"' >&2")
                .command("javac", "")
                .command("mvn", "echo Apache Maven 3.9.11")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"")
                .command("npm", "")
                .script("node_modules/.bin/cdk", "echo 'Successfully synthesized'");
        sandbox.write("node_modules/.package-lock.json", "{}");
    }

    @Test
    void tellsStageResourcesAndPurposeOfEachStack() {
        assembly("cdk.out", 2);

        Sandbox.Result result = sandbox.run("cdk", "synth");

        assertThat(result.out()).isEqualTo("Successfully synthesized\n");
        assertThat(result.err()).isEqualTo("""

                        Stage  Stack             Resources  What it is for
                        1      the-site-stage-1          1  One server for a few users.
                        2      the-site-stage-2          2  One server for a few users.
                        """);
    }

    @Test
    void readsTheAssemblyThatWasAskedFor() {
        assembly("elsewhere", 2);

        assertThat(sandbox.run("cdk", "synth", "--output", "elsewhere").err()).contains("the-site-stage-2");
        assertThat(sandbox.run("cdk", "synth", "--output=elsewhere").err()).contains("the-site-stage-2");
    }

    @Test
    void tellsTheSameOfOneStackAndTakesTheStageFromItsDescription() {
        sandbox.write("cdk.out/live.json", "{\"Description\": \"Stage 3 of 6: fleets\", \"Resources\": {\"A\": {}}}");
        sandbox.write(
                "cdk.out/manifest.json",
                "{\"artifacts\": {\"the-site\": {\"type\": \"aws:cloudformation:stack\","
                        + " \"properties\": {\"templateFile\": \"live.json\"}}}}");

        assertThat(sandbox.run("cdk", "synth", "-c", "stage=3").err()).isEqualTo("""

                        Stage  Stack     Resources  What it is for
                        3      the-site          1  Stage 3 of 6: fleets
                        """);
    }

    @Test
    void listsTheStackThatWasAskedForAlone() {
        assembly("cdk.out", 3);

        assertThat(sandbox.run("cdk", "synth", "the-site-stage-2").err())
                .contains("the-site-stage-2")
                .doesNotContain("the-site-stage-1", "the-site-stage-3");
    }

    @Test
    void isSilentWithoutAStack() {
        assembly("cdk.out", 0);

        assertThat(sandbox.run("cdk", "synth").err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "synth --help"})
    void isSilentWhereItWouldBeInTheWay(String arguments) {
        assembly("cdk.out", 2);

        assertThat(sandbox.run("cdk", arguments.split(" ")).err()).isEmpty();
    }

    @Test
    void isSilentAfterAFailure() {
        assembly("cdk.out", 2);
        sandbox.script("node_modules/.bin/cdk", "exit 1");

        assertThat(sandbox.run("cdk", "synth")).isEqualTo(new Sandbox.Result(1, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "synth | | | For account 111122223333 (from your credentials) in us-east-1 (from your default profile,"
                        + " or the default if it names none: AWS_REGION chooses one).",
                "synth --region us-east-1 | | | For account 111122223333 (from your credentials) in us-east-1"
                        + " (from --region).",
                "synth --profile=site | | | For account 111122223333 (from profile site) in us-east-1 (from profile site,"
                        + " or the default if it names none: AWS_REGION chooses one).",
                "synth | AWS_REGION | us-east-1 | For account 111122223333 (from your credentials) in us-east-1"
                        + " (from AWS_REGION).",
                "synth | AWS_PROFILE | live | For account 111122223333 (from profile live) in us-east-1 (from profile live,"
                        + " or the default if it names none: AWS_REGION chooses one)."
            })
    void saysForOneStackTooWhereItBelongsAndWhy(String arguments, String variable, String value, String line) {
        place = "aws://111122223333/us-east-1";
        assembly("cdk.out", 1);
        if (variable != null) {
            sandbox.with(variable, value);
        }

        assertThat(sandbox.run("cdk", arguments.split(" ")).err()).startsWith(line + "\n\nStage");
    }

    @Test
    void saysThatNothingCanBeDeployedToTheDemonstrationAccount() {
        place = "aws://123456789012/us-east-1";
        assembly("cdk.out", 1);

        assertThat(sandbox.run("cdk", "synth", "-c", "stage=3").err())
                .startsWith("For the demonstration account 123456789012 in us-east-1")
                .contains("no credentials", "AWS_PROFILE");
    }

    @Test
    void namesAProfilesOwnRegion() {
        place = "aws://111122223333/eu-central-1";
        assembly("cdk.out", 2);

        assertThat(sandbox.run("cdk", "synth").err())
                .startsWith(
                        "For account 111122223333 (from your credentials) in eu-central-1 (from your default profile).\n")
                .contains("the-site-stage-2");
    }

    private void assembly(String output, int stacks) {
        StringBuilder artifacts = new StringBuilder("\"Tree\": {\"type\": \"cdk:tree\"}");
        for (int stage = 1; stage <= stacks; stage++) {
            String name = "the-site-stage-" + stage;
            String template = name + ".template.json";
            artifacts.append(
                    ", \"%s\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"%s\", \"properties\": {\"templateFile\": \"%s\"}}"
                            .formatted(name, place, template));
            String resources = stage == 1 ? "\"A\": {}" : "\"A\": {}, \"B\": {}";
            sandbox.write(
                    output + "/" + template,
                    "{\"Description\": \"One server for a few users.\", \"Resources\": {" + resources + "}}");
        }
        sandbox.write(output + "/manifest.json", "{\"artifacts\": {" + artifacts + "}}");
    }
}

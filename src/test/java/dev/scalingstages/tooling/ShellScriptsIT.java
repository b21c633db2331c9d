package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** shellcheck finds nothing in the project's shell scripts; the boot scripts have a test of their own. */
@BesideTheCdk
class ShellScriptsIT {
    static Stream<Path> scripts() {
        return Project.shellScripts().stream();
    }

    @Test
    void findsTheScripts() {
        assertThat(Project.shellScripts())
                .contains(
                        Path.of("cdk"),
                        Path.of("bin/app"),
                        Path.of("bin/bench/synth"),
                        Path.of(".ci/run"),
                        Path.of("rehearsal/bin/isolated-java"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void shellcheckFindsNothing(Path script) throws Exception {
        assertThat(shellcheck(Project.ROOT.resolve(script))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void isExecutable(Path script) {
        assertThat(Project.ROOT.resolve(script)).isExecutable();
    }

    @Test
    void shellcheckWouldFindSomething(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\nrm -r $1\n");

        assertThat(shellcheck(script)).contains("SC2086");
    }

    /** What shellcheck prints; installs it first where it is missing. */
    private static String shellcheck(Path script) throws IOException, InterruptedException {
        String command =
                "bin/install-test-tools && PATH=$PATH:target/tools/bin && exec shellcheck --color=never \"$1\"";
        Process process = new ProcessBuilder("sh", "-c", command, "sh", script.toString())
                .directory(Project.ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String findings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(findings).isEqualTo(findings.isEmpty() ? 0 : 1);
        return findings;
    }
}

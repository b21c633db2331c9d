package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.boot.Tools;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
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
    void shellcheckFindsNothing(Path script) {
        assertThat(shellcheck(Project.ROOT.resolve(script))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void isExecutable(Path script) {
        assertThat(Project.ROOT.resolve(script)).isExecutable();
    }

    @Test
    void shellcheckWouldFindSomething(@TempDir Path folder) {
        Path script = ProjectFiles.write(folder.resolve("script"), "#!/bin/sh\nrm -r $1\n");

        assertThat(shellcheck(script)).contains("SC2086");
    }

    /** What shellcheck prints; installs it first where it is missing. */
    private static String shellcheck(Path script) {
        Programs.Result result = Programs.run(Tools.shellcheck(), "--color=never", script);
        assertThat(result.status())
                .as(result.output())
                .isEqualTo(result.output().isEmpty() ? 0 : 1);
        return result.output();
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideTheCdk
class ShellcheckIT {
    @TempDir
    Path directory;

    @Test
    void everyScriptPasses() {
        List<Path> scripts = scripts();
        assertThat(scripts).hasSizeGreaterThan(10);
        assertThat(shellcheck(scripts)).isEqualTo(new Programs.Result(0, ""));
    }

    @Test
    void renderedUserDataPasses() {
        String text =
                UserData.script(FakeServer.application(directory, "read-api").environment(), "key.zip");
        Path script = ProjectFiles.write(directory.resolve("user-data.sh"), text);
        assertThat(shellcheck(List.of(script))).isEqualTo(new Programs.Result(0, ""));
    }

    @Test
    void noScriptSwitchesACheckOff() {
        for (Path script : scripts()) {
            assertThat(ProjectFiles.text(script)).as(script.toString()).doesNotContain("shellcheck disable");
        }
        assertThat(FakeServer.SCRIPTS.resolve(".shellcheckrc")).content().doesNotContain("disable");
    }

    @Test
    void everyProgramStopsAtTheFirstError() {
        for (Path script : scripts()) {
            String text = ProjectFiles.text(script);
            if (text.startsWith("#!")) {
                assertThat(text).as(script.toString()).containsPattern("(?m)^set -E?euo pipefail$");
            }
        }
    }

    @Test
    void aFaultIsFound() {
        Path script = ProjectFiles.write(directory.resolve("faulty.sh"), "#!/bin/bash\nrm $1\n");
        assertThat(shellcheck(List.of(script)).status()).isEqualTo(1);
    }

    private static List<Path> scripts() {
        return ProjectFiles.below(FakeServer.SCRIPTS, ".sh");
    }

    private static Programs.Result shellcheck(List<Path> scripts) {
        return Programs.run(
                Stream.concat(Stream.of(Tools.shellcheck()), scripts.stream()).toArray());
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@BesideTheCdk
class ShellcheckIT {
    @TempDir
    Path directory;

    @Test
    void everyScriptPasses() throws IOException {
        List<Path> scripts = scripts();
        assertThat(scripts).hasSizeGreaterThan(10);
        assertThat(shellcheck(scripts)).isEqualTo(new Tools.Result(0, ""));
    }

    @Test
    void renderedUserDataPasses() throws IOException {
        Path script = Files.writeString(
                directory.resolve("user-data.sh"),
                UserData.script(FakeServer.application(directory, "read-api").environment(), "key.zip"));
        assertThat(shellcheck(List.of(script))).isEqualTo(new Tools.Result(0, ""));
    }

    @Test
    void noScriptSwitchesACheckOff() throws IOException {
        for (Path script : scripts()) {
            assertThat(Files.readString(script)).as(script.toString()).doesNotContain("shellcheck disable");
        }
        assertThat(FakeServer.scripts().resolve(".shellcheckrc")).content().doesNotContain("disable");
    }

    @Test
    void everyProgramStopsAtTheFirstError() throws IOException {
        for (Path script : scripts()) {
            String text = Files.readString(script);
            if (text.startsWith("#!")) {
                assertThat(text).as(script.toString()).containsPattern("(?m)^set -E?euo pipefail$");
            }
        }
    }

    @Test
    void aFaultIsFound() throws IOException {
        Path script = Files.writeString(directory.resolve("faulty.sh"), "#!/bin/bash\nrm $1\n");
        assertThat(shellcheck(List.of(script)).status()).isEqualTo(1);
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(FakeServer.scripts())) {
            return files.filter(file -> file.toString().endsWith(".sh"))
                    .sorted()
                    .toList();
        }
    }

    private static Tools.Result shellcheck(List<Path> scripts) {
        List<String> command = new ArrayList<>(List.of(Tools.shellcheck().toString()));
        scripts.forEach(script -> command.add(script.toString()));
        return Tools.run(new ProcessBuilder(command));
    }
}

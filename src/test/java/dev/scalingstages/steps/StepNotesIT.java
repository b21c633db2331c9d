package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.Row;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands of the runbooks that lean on what is elsewhere in the project. */
@BesideTheCdk
class StepNotesIT {
    private static final Path BOOT = Path.of("src/main/resources/boot");
    private static final Path COMMANDS = Path.of("workload/src/main/java/dev/scalingstages/workload/BoxMove.java");

    @Test
    @Row("G9")
    @DisplayName(
            "the way back to the box uses functions that the boot scripts have, and a command that the workload has")
    void theWayBackToTheBoxIsThere() {
        String inner = StepNotes.WITHDRAW.replaceFirst("(?s)^sudo bash -c '(.*)'$", "$1");
        assertThat(inner).contains("load_environment", "move_command withdraw-from-separate-storage");
        // Sourcing the parts must define functions and do nothing else; then the two functions are there.
        String check = inner.replace("cd /opt/scaling-stages/boot", "cd " + BOOT.toAbsolutePath())
                .replaceFirst("(?s)load_environment &&.*$", "declare -F load_environment move_command");

        assertThat(Programs.run("bash", "-euc", check).succeeded()).isEqualTo("load_environment\nmove_command\n");
        assertThat(ProjectFiles.text(COMMANDS)).contains("\"withdraw-from-separate-storage\"");
    }
}

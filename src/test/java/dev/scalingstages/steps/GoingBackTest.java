package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G10: who goes back from stage 6 by its runbook empties the queues first, by a command that there is. */
@BesideTheCdk
class GoingBackTest {
    private static final String GO_BACK = "./cdk deploy -c stage=5";
    private static final Pattern ENVIRONMENT_FILE = Pattern.compile("EnvironmentFile=(\\S+)");

    private final String runbook = read("stages/6-data-platform/GROWTH.md");

    @Test
    @Row("G10")
    @DisplayName("the workers go, then the queue is drained, and only then is stage 5 deployed")
    void theQueueIsDrainedBeforeNobodyReadsIt() {
        assertThat(inOrder(runbook))
                .as("workers go, the queue is drained, stage 5 is deployed")
                .isTrue();
    }

    @Test
    @DisplayName("a runbook that drains after the deploy, or not at all, is found")
    void anotherOrderIsFound() {
        String drain = "workload.jar drain-writes; echo $?";
        assertThat(inOrder(runbook.replace(drain, ""))).isFalse();
        assertThat(inOrder(runbook.replace(drain, "") + drain)).isFalse();
    }

    @Test
    @Row("G10")
    void theCommandIsTheServices() {
        String unit = read("src/main/resources/boot/systemd/scaling-stages-application.service");
        assertThat(environmentFiles(runbook)).isNotEmpty().isEqualTo(environmentFiles(unit));
        assertThat(unit).contains("User=scaling-stages", "/usr/share/scaling-stages/workload/workload.jar");
        assertThat(read("workload/src/main/java/dev/scalingstages/workload/DrainWrites.java"))
                .contains("COMMAND = \"drain-writes\"", "EMPTY = 0", "NOT_EMPTY = 10", "UNKNOWN = 12");
    }

    private static boolean inOrder(String runbook) {
        int back = runbook.lastIndexOf(GO_BACK);
        int drained = runbook.indexOf("workload.jar drain-writes");
        int workersGone = runbook.indexOf("--min-size 0 --max-size 0 --desired-capacity 0");
        return workersGone >= 0 && workersGone < drained && drained < back;
    }

    private static List<String> environmentFiles(String text) {
        return ENVIRONMENT_FILE
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

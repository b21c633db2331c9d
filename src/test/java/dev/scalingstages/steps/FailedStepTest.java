package dev.scalingstages.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * G10: what a failed step leaves behind is never called empty, and its runbook tells how to bring it back. {@code
 * FailedStepIT} brings it back in the runbook's words.
 */
@BesideTheCdk
class FailedStepTest {
    @StagesFrom(1)
    @Row("G10")
    @DisplayName("no runbook calls anything empty that may hold data, and none has it removed unseen")
    void noRunbookCallsWhatMayHoldDataEmpty(ScalingStage stage) {
        assertThat(emptyWords(guide(stage))).isEmpty();
    }

    /** "Empty" may be said of what is looked at, such as queues that have to be so; never of what stays behind. */
    private static List<String> emptyWords(String guide) {
        return guide.lines()
                .filter(line -> line.contains("stays behind") || line.contains("Retain"))
                .filter(line -> line.contains("empty") || line.contains("Remove it by hand first"))
                .toList();
    }

    @Test
    void theOldWordsAreFound() {
        assertThat(emptyWords("1. What it made with `Retain` stays behind, empty, and its name blocks the next try."
                        + " Remove it by hand first: DatabaseInstance."))
                .hasSize(1);
    }

    @StagesFrom(2)
    @Row("G10")
    @DisplayName("the runbook names what stays behind, and the commands that bring it back")
    void theRunbookBringsBackWhatStaysBehind(ScalingStage stage) {
        assertThat(guide(stage))
                .contains("Remove none of it", "node bin/import-template.mjs", "--change-set-type IMPORT")
                .contains("./cdk deploy -c stage=" + stage.number());
    }

    @Test
    @Row("G10")
    @DisplayName("the runbook of stage 2 says which host has the data, and how much a step can move")
    void theRunbookOfStage2SaysWhichHostHasTheData() {
        assertThat(guide(ScalingStage.SEPARATE_STORAGE))
                .contains("Check where the data is", "`/data/moved`", "more than 393 GiB", "36 minutes with 20 GiB");
    }

    private static String guide(ScalingStage stage) {
        try {
            return Files.readString(Path.of("stages", stage.slug(), "GROWTH.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

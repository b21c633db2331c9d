package dev.scalingstages.rehearsal.acts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private final Witness witness = new Witness();

    private void begin(Map<String, String> logs, List<String> complaints) {
        witness.begin(() -> logs, () -> complaints, List.of("Database", "Fleet", "Listener", "Network", "Unchanged"));
    }

    private void begin(String logicalId) {
        witness.waited(logicalId, Set.of());
        witness.happened(logicalId, "CREATE_IN_PROGRESS", "");
    }

    @Test
    void seesWhatWasNotCompleteAtTheFirstFailure() {
        begin(
                Map.of("web-1", "fetching\nboot failed: no answer\n", "web-2", "boot succeeded"),
                List.of("web-1 answers 503"));

        witness.waited("Unchanged", Set.of());
        begin("Network");
        witness.happened("Network", "CREATE_COMPLETE", "");
        begin("Database");
        begin("Fleet");
        witness.happened("web-1", "FAILED", "boot failed: no answer");
        begin("Listener");
        witness.happened("Fleet", "CREATE_FAILED", "no signal");
        witness.happened("Database", "CREATE_FAILED", "Resource creation cancelled");

        assertThat(witness.testimony())
                .containsExactly(
                        "the end of the boot log of web-1:\n    fetching\n    boot failed: no answer",
                        "health check: web-1 answers 503",
                        "in progress when web-1 failed: Database, Fleet",
                        "not begun when web-1 failed: Listener",
                        "in progress when Fleet failed: Database, Listener");
    }

    @Test
    void hasNothingToSayWhenNothingFails() {
        begin(Map.of("web-1", "booting"), List.of("web-1 answers 503"));

        witness.happened("Fleet", "CREATE_COMPLETE", "");

        assertThat(witness.testimony()).isEmpty();
        assertThat(witness.logs()).isEmpty();
    }

    @Test
    void forgetsTheOperationBefore() {
        begin(Map.of("web-1", "boot failed"), List.of());
        witness.happened("Fleet", "UPDATE_FAILED", "no signal");

        begin(Map.of(), List.of());

        assertThat(witness.testimony()).isEmpty();
    }

    @Test
    void showsTheLogsOfServersThatSayTheyAreWellIfNoOtherDoes() {
        begin(Map.of("web-1", "boot failed\nserves from its own disk\nboot succeeded"), List.of());
        witness.happened("Fleet", "UPDATE_FAILED", "no signal");

        assertThat(witness.testimony().get(0)).contains("serves from its own disk");
    }
}

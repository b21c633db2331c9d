package dev.scalingstages.rehearsal.acts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private final Witness witness = new Witness();

    private void begin(Map<String, String> logs, List<String> complaints) {
        witness.begin(() -> logs, () -> complaints, List.of("Database", "Fleet", "Network"));
    }

    @Test
    void seesWhatWasNotCompleteAtTheFirstFailure() {
        begin(
                Map.of("web-1", "fetching\nboot failed: no answer\n", "web-2", "boot succeeded"),
                List.of("web-1 answers 503"));

        witness.happened("Network", "CREATE_COMPLETE", "");
        witness.happened("Fleet", "CREATE_FAILED", "no signal");
        witness.happened("Database", "CREATE_FAILED", "Resource creation cancelled");

        assertThat(witness.testimony())
                .containsExactly(
                        "the end of the boot log of web-1:\n    fetching\n    boot failed: no answer",
                        "health check: web-1 answers 503",
                        "not complete when it failed: Database");
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
}

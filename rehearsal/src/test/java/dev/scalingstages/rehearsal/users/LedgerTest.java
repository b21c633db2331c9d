package dev.scalingstages.rehearsal.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void whatIsAcknowledgedAndNotThereIsLost() {
        List.of("a", "b", "c").forEach(ledger::acknowledge);
        assertThat(ledger.compare(List.of("c", "a", "unasked")))
                .isEqualTo(new Ledger.Account(3, List.of("b"), List.of()));
    }

    @Test
    void whatIsThereMoreThanOnceIsNamedOnce() {
        List.of("a", "b").forEach(ledger::acknowledge);
        assertThat(ledger.compare(List.of("b", "a", "b", "b", "x", "x")))
                .isEqualTo(new Ledger.Account(2, List.of(), List.of("b")));
    }

    @Test
    void nothingAcknowledgedIsNothingLost() {
        assertThat(ledger.compare(List.of("a"))).isEqualTo(new Ledger.Account(0, List.of(), List.of()));
    }

    @Test
    void refusalsCountBySecondsAndByKind() throws Exception {
        assertThat(ledger.refusedSeconds(true)).isZero();
        ledger.refuse(true, "status 503");
        ledger.refuse(true, "status 503");
        assertThat(ledger.refusedSeconds(true)).isEqualTo(1);
        assertThat(ledger.refusedSeconds(false)).isZero();
        Thread.sleep(1100);
        ledger.refuse(true, "status 503");
        ledger.refuse(false, "status 502");
        assertThat(ledger.refusedSeconds(true)).isEqualTo(2);
        assertThat(ledger.refusedSeconds(false)).isEqualTo(1);
        assertThat(ledger.refusals()).hasSize(4).last().satisfies(last -> {
            assertThat(last.why()).isEqualTo("status 502");
            assertThat(last.at()).isGreaterThanOrEqualTo(java.time.Duration.ofSeconds(1));
        });
    }
}

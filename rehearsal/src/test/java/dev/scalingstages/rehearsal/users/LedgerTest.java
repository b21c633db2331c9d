package dev.scalingstages.rehearsal.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void findsWhatIsLostAndWhatIsThereTwice() {
        assertThat(Ledger.compare(List.of("a", "b", "c"), List.of("c", "a", "a", "of somebody else")))
                .isEqualTo(new Ledger.Account(3, List.of("b"), List.of("a")));
    }

    @Test
    void countsEachSecondInWhichARequestWasRefusedOnce() throws InterruptedException {
        Ledger ledger = new Ledger();
        Thread.sleep(1100);
        ledger.refuse(Duration.ZERO, true, "hung for more than a second");
        ledger.refuse(ledger.now(), true, "at once");

        assertThat(ledger.refusedSeconds(true)).isEqualTo(2);
        assertThat(ledger.refusedSeconds(false)).isZero();
    }
}

package dev.scalingstages.rehearsal.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.acts.Outages.Outage;
import dev.scalingstages.rehearsal.users.Ledger.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static Refusal write(long from, long to, String why) {
        return new Refusal(Duration.ofMillis(from), Duration.ofMillis(to), true, why);
    }

    private static Outage outage(long from, long to, String... why) {
        return new Outage(Duration.ofMillis(from), Duration.ofMillis(to), List.of(why));
    }

    @Test
    void refusalsThatFollowEachOtherAreOneOutage() {
        assertThat(Outages.of(
                        List.of(
                                write(1000, 1100, "status 503"),
                                write(2000, 2100, "status 502"),
                                write(2200, 2300, "status 503"),
                                write(9000, 9100, "status 503")),
                        true))
                .containsExactly(outage(1000, 2300, "status 503", "status 502"), outage(9000, 9100, "status 503"));
    }

    @Test
    void aRequestThatHangsIsAnOutageFromItsBeginning() {
        assertThat(Outages.of(
                        List.of(
                                write(5000, 5100, "status 503"),
                                write(1000, 21_000, "timed out"),
                                write(22_000, 22_100, "x")),
                        true))
                .containsExactly(outage(1000, 22_100, "timed out", "status 503", "x"));
    }

    @Test
    void readsAndWritesAreApart() {
        List<Refusal> refusals = List.of(
                write(1000, 1100, "status 503"),
                new Refusal(Duration.ofMillis(1200), Duration.ofMillis(1300), false, "status 404"));

        assertThat(Outages.of(refusals, true)).containsExactly(outage(1000, 1100, "status 503"));
        assertThat(Outages.of(refusals, false)).containsExactly(outage(1200, 1300, "status 404"));
    }
}

package dev.scalingstages.workload.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void afterTheBurstThereIsOneInEachPeriod() {
        Allowance allowance = new Allowance(2, Duration.ofSeconds(10), START);
        assertThat(allowance.take(START)).isEmpty();
        assertThat(allowance.take(START)).isEmpty();
        assertThat(allowance.take(START)).contains(Duration.ofSeconds(10));
        assertThat(allowance.take(START.plusSeconds(4))).contains(Duration.ofSeconds(6));
        assertThat(allowance.take(START.plusSeconds(10))).isEmpty();
        assertThat(allowance.take(START.plusSeconds(10))).isPresent();
    }

    @Test
    void theBurstComesBackAndNoMore() {
        Allowance allowance = new Allowance(2, Duration.ofSeconds(10), START);
        allowance.take(START);
        allowance.take(START);
        Instant later = START.plus(Duration.ofDays(1));
        assertThat(allowance.take(later)).isEmpty();
        assertThat(allowance.take(later)).isEmpty();
        assertThat(allowance.take(later)).isPresent();
        assertThat(allowance.take(START))
                .as("a clock that was set back gives nothing")
                .isPresent();
    }
}

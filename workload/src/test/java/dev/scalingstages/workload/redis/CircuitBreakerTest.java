package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final CircuitBreaker breaker = new CircuitBreaker(now::get);

    @Test
    void allowsAfterTwoFailuresAndNotAfterThree() {
        fail(2);
        assertThat(breaker.allows()).isTrue();
        fail(1);
        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void countsFailuresInARowOnly() {
        fail(2);
        breaker.succeeded();
        fail(2);
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void triesOnceASecondWhetherItIsBack() {
        fail(3);
        pass(Duration.ofMillis(999));
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void closesWhenTheTrySucceeds() {
        fail(3);
        pass(Duration.ofSeconds(1));
        assertThat(breaker.allows()).isTrue();
        breaker.succeeded();
        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void staysOpenWhenTheTryFails() {
        fail(3);
        pass(Duration.ofSeconds(1));
        assertThat(breaker.allows()).isTrue();
        pass(Duration.ofMillis(100));
        fail(1);
        pass(Duration.ofMillis(999));
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.allows()).isTrue();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}

package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final CircuitBreaker breaker = new CircuitBreaker(now::get);

    @Test
    void opensAtTheThirdFailureInARowThatATimeLiesBetween() {
        fail(1);
        pass(Duration.ofMillis(100));
        fail(1);
        pass(Duration.ofMillis(100));
        assertThat(breaker.allows()).isTrue();
        fail(1);
        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void aMomentInWhichManyFailDoesNotOpenIt() {
        fail(1_000);
        pass(Duration.ofMillis(199));
        fail(1_000);
        assertThat(breaker.allows()).isTrue();
        pass(Duration.ofMillis(1));
        fail(1);
        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void countsFailuresInARowOnly() {
        fail(2);
        pass(Duration.ofMillis(200));
        breaker.succeeded();
        fail(1);
        pass(Duration.ofMillis(200));
        fail(1);
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void triesFourTimesASecondWhetherItIsBack() {
        open();
        pass(Duration.ofMillis(249));
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofMillis(250));
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void closesWhenTheTrySucceeds() {
        open();
        pass(Duration.ofMillis(250));
        assertThat(breaker.allows()).isTrue();
        breaker.succeeded();
        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void staysOpenWhenTheTryFails() {
        open();
        pass(Duration.ofMillis(250));
        assertThat(breaker.allows()).isTrue();
        pass(Duration.ofMillis(100));
        fail(1);
        pass(Duration.ofMillis(249));
        assertThat(breaker.allows()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(breaker.allows()).isTrue();
    }

    private void open() {
        fail(2);
        pass(Duration.ofMillis(200));
        fail(1);
        assertThat(breaker.allows()).isFalse();
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

package dev.scalingstages.workload.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps requests from waiting for something that does not answer: after three failures in a row it is open for a second.
 * Then one command a second tries whether it answers again.
 */
final class CircuitBreaker {
    private static final int FAILURES = 3;
    private static final long OPEN = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong closesAt = new AtomicLong();

    CircuitBreaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to send a command, whose end has then to be told. */
    boolean allows() {
        if (failures.get() < FAILURES) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long until = closesAt.get();
        return now - until >= 0 && closesAt.compareAndSet(until, now + OPEN);
    }

    void succeeded() {
        // Reading is cheaper than writing, for processors that share the line.
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    void failed() {
        // The time comes first: whoever sees the last failure must see how long the breaker is open.
        closesAt.set(nanoTime.getAsLong() + OPEN);
        failures.incrementAndGet();
    }
}

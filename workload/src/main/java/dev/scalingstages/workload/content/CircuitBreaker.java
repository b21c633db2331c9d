package dev.scalingstages.workload.content;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Keeps requests from waiting for something that does not answer. It opens after failures in a row that a time lies
 * between: what fails at one moment, however much, is a pause of this process as likely as a fault of the other. While
 * it is open, one command every quarter of a second checks whether it answers again.
 */
public final class CircuitBreaker {
    private static final int FAILURES = 3;
    private static final long LASTING = Duration.ofMillis(200).toNanos();
    private static final long BETWEEN_TRIES = Duration.ofMillis(250).toNanos();
    private static final Failing NONE = new Failing(0, 0, 0);

    private final LongSupplier nanoTime;
    private final AtomicReference<Failing> failing = new AtomicReference<>(NONE);

    /** Failures in a row: how many, and when the first one was, and the last one or the last try. */
    private record Failing(int failures, long first, long last) {
        private boolean isOpen() {
            return failures >= FAILURES && last - first >= LASTING;
        }
    }

    /**
     * Creates a closed breaker, which lets commands through.
     *
     * @param nanoTime a clock, in nanoseconds
     */
    public CircuitBreaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to send a command; its outcome must then be reported. */
    public boolean allows() {
        Failing now = failing.get();
        if (!now.isOpen()) {
            return true;
        }
        long time = nanoTime.getAsLong();
        return time - now.last() >= BETWEEN_TRIES
                && failing.compareAndSet(now, new Failing(now.failures(), now.first(), time));
    }

    /** Reports that a command was answered. */
    public void succeeded() {
        // Reading is cheaper than writing, for processors that share the line.
        if (failing.get() != NONE) {
            failing.set(NONE);
        }
    }

    /** Reports that a command was not answered. */
    public void failed() {
        long time = nanoTime.getAsLong();
        failing.updateAndGet(before -> before == NONE
                ? new Failing(1, time, time)
                : new Failing(Math.min(before.failures() + 1, FAILURES), before.first(), time));
    }
}

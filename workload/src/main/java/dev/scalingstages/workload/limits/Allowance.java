package dev.scalingstages.workload.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A token bucket: a burst at once, and then one token in each period. */
public final class Allowance {
    private final int burst;
    private final Duration period;
    private double left;
    private Instant at;

    /**
     * @param burst how many are allowed at once
     * @param period after which one more is
     * @param now the present
     */
    public Allowance(int burst, Duration period, Instant now) {
        this.burst = burst;
        this.period = period;
        this.left = burst;
        this.at = now;
    }

    /** Takes a token, or returns how long until there is one again. */
    public synchronized Optional<Duration> take(Instant now) {
        if (now.isAfter(at)) {
            left = Math.min(burst, left + (double) Duration.between(at, now).toMillis() / period.toMillis());
            at = now;
        }
        if (left >= 1) {
            left--;
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(Math.max(1, (long) Math.ceil((1 - left) * period.toMillis()))));
    }

    /** Gives back a token that was not needed. */
    public synchronized void giveBack() {
        left = Math.min(burst, left + 1);
    }
}

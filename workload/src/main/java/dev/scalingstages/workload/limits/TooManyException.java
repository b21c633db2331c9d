package dev.scalingstages.workload.limits;

import java.time.Duration;

/**
 * A client has asked for too much, and may come again. Without a stack trace: it is an answer, and clients can cause any
 * number of them.
 */
public final class TooManyException extends RuntimeException {
    private final int seconds;

    /**
     * @param wait when to come again, rounded up to whole seconds, one at least
     */
    public TooManyException(Duration wait, String message) {
        super(message, null, false, false);
        this.seconds = (int) Math.max(1, Math.ceilDiv(wait.toMillis(), 1000L));
    }

    /** When to come again, in seconds. */
    public int seconds() {
        return seconds;
    }
}

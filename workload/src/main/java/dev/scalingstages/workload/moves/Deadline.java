package dev.scalingstages.workload.moves;

import java.time.Duration;

/**
 * The time until which a run of maintenance begins new work. It completes work that it has begun, so that nothing is
 * left half done, and stops somewhat later.
 */
public final class Deadline {
    private final long end;
    private final boolean isSet;

    private Deadline(long end, boolean isSet) {
        this.end = end;
        this.isSet = isSet;
    }

    /** A deadline at some time from now. */
    public static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), true);
    }

    /** A deadline that never passes. */
    public static Deadline never() {
        return new Deadline(0, false);
    }

    /** Whether the deadline has passed. */
    public boolean isOver() {
        return isSet && System.nanoTime() - end >= 0;
    }
}

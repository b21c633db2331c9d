package dev.scalingstages.workload.moves;

import java.time.Duration;

/**
 * Until when a run of maintenance begins anything new. What it has begun it ends, so that it leaves nothing half done and
 * stops somewhat later.
 */
public final class Deadline {
    private final long end;
    private final boolean isSet;

    private Deadline(long end, boolean isSet) {
        this.end = end;
        this.isSet = isSet;
    }

    /** One that comes after some time, from now on. */
    public static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), true);
    }

    /** One that never comes. */
    public static Deadline never() {
        return new Deadline(0, false);
    }

    /** Whether it has come. */
    public boolean isOver() {
        return isSet && System.nanoTime() - end >= 0;
    }
}

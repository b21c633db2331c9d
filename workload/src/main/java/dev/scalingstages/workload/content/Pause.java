package dev.scalingstages.workload.content;

import java.time.Duration;

/** Waits before something is tried or looked at again. */
public final class Pause {
    private Pause() {}

    /**
     * Waits for some time.
     *
     * @throws UnavailableException when the thread is interrupted, as at the end of this process
     */
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        }
    }
}

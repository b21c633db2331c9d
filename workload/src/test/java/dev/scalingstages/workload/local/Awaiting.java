package dev.scalingstages.workload.local;

import java.time.Duration;

/** Waits for what comes by itself. */
final class Awaiting {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Awaiting() {}

    /** What is looked at; an exception is a no. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Fails when the condition does not hold within half a minute, with what was in the way last. */
    static void until(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to that in " + LIMIT, last);
            }
            Thread.sleep(50);
        }
    }
}

package dev.scalingstages.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another process does. */
final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Waiting() {}

    /**
     * Asks again and again until the answer is good.
     *
     * @throws AssertionError when ten seconds did not bring one
     */
    static <T> T until(Supplier<T> question, Predicate<T> good) {
        Instant end = Instant.now().plus(LIMIT);
        while (true) {
            T answer = question.get();
            if (good.test(answer)) {
                return answer;
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still after " + LIMIT + ": " + answer);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}

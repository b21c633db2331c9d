package dev.scalingstages.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another process does. */
public final class Waiting {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Waiting() {}

    /**
     * Asks again and again until the answer is good.
     *
     * @throws AssertionError when thirty seconds did not bring one
     */
    public static <T> T until(Supplier<T> question, Predicate<T> good) {
        Instant end = Instant.now().plus(LIMIT);
        while (true) {
            T answer = question.get();
            if (good.test(answer)) {
                return answer;
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still after " + LIMIT + ": " + answer);
            }
            assertDoesNotThrow(() -> Thread.sleep(20));
        }
    }
}

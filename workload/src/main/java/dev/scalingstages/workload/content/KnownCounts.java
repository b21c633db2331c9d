package dev.scalingstages.workload.content;

import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts of likes for callers that can do without: a store that does not answer, or is too busy to, costs a page its
 * counts, and not the page. While it goes on failing it is left alone, but for one question every quarter of a second,
 * so that requests neither wait for it nor keep it busy.
 */
public final class KnownCounts {
    private final CircuitBreaker breaker;

    /**
     * Asks the store at first, until it fails.
     *
     * @param nanoTime a clock, in nanoseconds
     */
    public KnownCounts(LongSupplier nanoTime) {
        breaker = new CircuitBreaker(nanoTime);
    }

    /** The store's counts; none while it does not answer. */
    public Map<PostId, Long> of(Supplier<Map<PostId, Long>> ask) {
        if (!breaker.allows()) {
            return Map.of();
        }
        try {
            Map<PostId, Long> counts = ask.get();
            breaker.succeeded();
            return counts;
        } catch (UnavailableException e) {
            breaker.failed();
            return Map.of();
        }
    }
}

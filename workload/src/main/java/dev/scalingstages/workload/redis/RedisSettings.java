package dev.scalingstages.workload.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the cache is.
 *
 * @param host the cluster's configuration endpoint, or any node
 * @param authority a PEM file with the authorities to trust; Java's own without it
 * @param timeout how long a request waits for a value that the store has as well
 * @param patience how long a request waits for the cache to take what it wrote, which a store that lags does not show
 */
public record RedisSettings(String host, int port, Optional<Path> authority, Duration timeout, Duration patience) {
    /** Long for a command, which takes about a millisecond; short for somebody who waits for a page. */
    public static final Duration USUAL_TIMEOUT = Duration.ofMillis(100);

    /** Outlives a pause of either side; and who writes waits for the database longer than who reads. */
    public static final Duration USUAL_PATIENCE = Duration.ofMillis(500);

    public RedisSettings {
        if (timeout.isNegative() || timeout.isZero() || patience.compareTo(timeout) < 0) {
            throw new IllegalArgumentException("the cache's timeout must be positive, and its patience no shorter");
        }
    }
}

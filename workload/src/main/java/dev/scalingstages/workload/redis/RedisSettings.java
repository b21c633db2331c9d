package dev.scalingstages.workload.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the cache is.
 *
 * @param host the cluster's configuration endpoint, or any node
 * @param authority a PEM file with the authorities to trust; Java's own without it
 * @param timeout how long a request waits for a command
 */
public record RedisSettings(String host, int port, Optional<Path> authority, Duration timeout) {
    /** Long for a command, which takes about a millisecond; short for somebody who waits for a page. */
    public static final Duration USUAL_TIMEOUT = Duration.ofMillis(100);

    public RedisSettings {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the cache's timeout must be positive");
        }
    }
}

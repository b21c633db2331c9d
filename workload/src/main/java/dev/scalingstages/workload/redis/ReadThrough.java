package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.CacheMetrics.Outcome;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a value from the cache, and from the store when the cache does not have it. However many servers miss it at the
 * same time, one of them asks the store, and the others wait until it has left the value in the cache. When the cache is
 * down, each server asks the store once at a time.
 */
final class ReadThrough<V> {
    /** How long to wait for another server, before asking the store nevertheless. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** A value that is cached, and the store behind it. */
    interface Value<V> {
        /** Its key, and that of its lock. */
        String key();

        /** Reads the value from the cache. */
        Reply<V> cached(Copy copy);

        /** Reads the value from the store. */
        V load();

        /** Sends the store's value to the cache, which may already have a newer one. */
        void fill(V value);
    }

    private final RedisCache cache;
    private final Kind kind;
    private final SingleFlight<V> flights = new SingleFlight<>();

    ReadThrough(RedisCache cache, Kind kind) {
        this.cache = cache;
        this.kind = kind;
    }

    /** Reads the value from the cache, or else from the store. */
    V read(Value<V> value, Copy copy) {
        return read(value, value.cached(copy));
    }

    /** Likewise, when the cache has already been read. */
    V read(Value<V> value, Reply<V> reply) {
        Optional<V> found = reply.found();
        Outcome outcome = reply.isDown() ? Outcome.DOWN : found.isPresent() ? Outcome.HIT : Outcome.MISS;
        cache.metrics().asked(kind, outcome);
        return found.orElseGet(() -> flights.run(value.key(), () -> reply.isDown() ? value.load() : loadOnce(value)));
    }

    private V loadOnce(Value<V> value) {
        long begin = System.nanoTime();
        while (true) {
            // One after the other on one connection: with the lock, what the last holder left is seen.
            CompletableFuture<Reply<String>> locking = cache.lock(value.key());
            Optional<V> left = value.cached(Copy.MASTER).found();
            Reply<String> lock = locking.join();
            Optional<String> token = lock.found();
            if (token.isPresent()) {
                return withLock(value, left, token.get());
            }
            if (left.isPresent()) {
                return left.get();
            }
            if (lock.isDown() || System.nanoTime() - begin > PATIENCE.toNanos() || !pause()) {
                return value.load();
            }
        }
    }

    private V withLock(Value<V> value, Optional<V> left, String token) {
        try {
            if (left.isPresent()) {
                return left.get();
            }
            V loaded = value.load();
            value.fill(loaded);
            return loaded;
        } finally {
            cache.unlock(value.key(), token);
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

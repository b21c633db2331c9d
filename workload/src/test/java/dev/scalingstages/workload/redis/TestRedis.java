package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.servers.RedisCluster;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A cluster of three shards with a replica each, one for all tests of this JVM, and caches that use it. */
final class TestRedis {
    /** Shorter than what makes a paused cluster fail over. */
    static final Duration PATIENT = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TestRedis() {}

    private static final class Holder {
        private static final RedisCluster CLUSTER = start();

        private static RedisCluster start() {
            try {
                RedisCluster cluster = RedisCluster.start(3, 1);
                Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
                return cluster;
            } catch (IOException e) {
                throw new IllegalStateException("the test needs redis-server and openssl", e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static RedisCluster cluster() {
        return Holder.CLUSTER;
    }

    /** A cache that answers on all shards, and is given time by tests that are not about time. */
    static RedisCache cache() {
        return cache(cluster(), PATIENT);
    }

    static RedisCache cache(RedisCluster cluster, Duration timeout) {
        RedisSettings settings = settings(cluster.port(), Optional.of(cluster.authority()), timeout);
        RedisCache cache = new RedisCache(settings, credentials(RedisCluster.PASSWORD), CacheMetrics.NONE);
        awaitUp(cache);
        return cache;
    }

    static RedisSettings settings(int port, Optional<Path> authority, Duration timeout) {
        return new RedisSettings("127.0.0.1", port, authority, timeout, PATIENT);
    }

    static StaticCredentialsProvider credentials(String password) {
        return new StaticCredentialsProvider(RedisCluster.USER, password.toCharArray());
    }

    /** Waits until each copy of each shard answers. */
    static void awaitUp(RedisCache cache) {
        AtomicLong run = new AtomicLong();
        await(() -> {
            for (int i = 0; i < 30; i++) {
                for (RedisCache.Copy copy : RedisCache.Copy.values()) {
                    if (cache.get(copy, "up:" + i).join().isDown()) {
                        run.set(0);
                        return false;
                    }
                }
            }
            return run.incrementAndGet() == 3;
        });
    }

    /** Waits until something is so. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not so after " + PATIENCE);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}

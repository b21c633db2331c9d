package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.servers.RedisCluster;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A cluster of three shards with a replica each, one for all tests of this JVM, and caches that use it. */
final class TestRedis {
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

    /** A cache that answers on all shards. */
    static RedisCache cache() {
        return cache(cluster(), CacheMetrics.NONE);
    }

    static RedisCache cache(RedisCluster cluster, CacheMetrics metrics) {
        RedisCache cache = new RedisCache(settings(cluster), credentials(RedisCluster.PASSWORD), metrics);
        awaitUp(cache);
        return cache;
    }

    static RedisSettings settings(RedisCluster cluster) {
        return new RedisSettings(
                "127.0.0.1", cluster.port(), Optional.of(cluster.authority()), RedisSettings.USUAL_TIMEOUT);
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

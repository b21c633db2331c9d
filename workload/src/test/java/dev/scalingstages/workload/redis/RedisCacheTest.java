package dev.scalingstages.workload.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.redis.RedisCache.Copy;
import dev.scalingstages.workload.servers.RedisCluster;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisCacheTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static RedisCache cache;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void connect() {
        cache = TestRedis.cache();
    }

    @AfterAll
    static void close() {
        cache.close();
    }

    @Test
    void getsWhatWasSetUntilItExpires() {
        assertThat(get(key)).isEmpty();
        cache.set(key, bytes("a"), MINUTE).join();
        assertThat(get(key)).contains("a");
        cache.set(key, bytes("b"), Duration.ofMillis(50)).join();
        TestRedis.await(() -> get(key).isEmpty());
    }

    @Test
    void setsIfAbsentOnlyOnce() {
        assertThat(cache.setIfAbsent(key, bytes("a"), MINUTE).join().found()).contains(true);
        assertThat(cache.setIfAbsent(key, bytes("b"), MINUTE).join().found()).isEmpty();
        assertThat(get(key)).contains("a");
    }

    @Test
    void neverLowersARankButReplacesAnotherFormat() {
        cache.setUnlessHigher(key, new byte[] {1, 3, 7}, MINUTE).join();
        assertThat(cache.setUnlessHigher(key, new byte[] {1, 2, 8}, MINUTE)
                        .join()
                        .found())
                .isEmpty();
        assertThat(rank(key)).isEqualTo(3);
        cache.setUnlessHigher(key, new byte[] {1, 4, 8}, MINUTE).join();
        assertThat(rank(key)).isEqualTo(4);
        cache.setUnlessHigher(key, new byte[] {2, 1, 8}, MINUTE).join();
        assertThat(rank(key)).isEqualTo(1);
    }

    @Test
    void deletes() {
        cache.set(key, bytes("a"), MINUTE).join();
        assertThat(cache.delete(key).join().found()).contains(true);
        assertThat(cache.delete(key).join().found()).isEmpty();
        assertThat(get(key)).isEmpty();
    }

    @Test
    void getsManyFromAllShards() {
        List<String> keys = IntStream.range(0, 40)
                .mapToObj(i -> key + ":" + i / 2)
                .distinct()
                .toList();
        keys.subList(0, 15).forEach(each -> cache.set(each, bytes(each), MINUTE).join());
        var found = cache.getAll(Copy.MASTER, keys).join().found().orElseThrow();
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(keys.subList(0, 15));
        assertThat(new String(found.get(keys.getFirst()), UTF_8)).isEqualTo(keys.getFirst());
        assertThat(cache.getAll(Copy.MASTER, List.of()).join().found().orElseThrow())
                .isEmpty();
    }

    @Test
    void aListKeepsItsNewestAndExpires() {
        assertThat(list(key)).isEmpty();
        for (int i = 0; i < 5; i++) {
            push("v" + i + "0", MINUTE);
        }
        assertThat(list(key)).containsExactly("v40", "v30", "v20");
        push("v50", Duration.ofMillis(50));
        TestRedis.await(() -> list(key).isEmpty());
    }

    @Test
    void aListHasOneValueOfAName() {
        List.of("a1", "b1", "a2").forEach(value -> push("x" + value, MINUTE));
        assertThat(list(key)).containsExactly("xa2", "xb1");
        push("xa1", MINUTE);
        push("xa2", MINUTE);
        assertThat(list(key)).containsExactly("xa2", "xb1");
    }

    @Test
    void aValueThatIsThereStaysInItsPlaceAndLivesOn() {
        List.of("xa1", "xb1", "xa1").forEach(value -> push(value, MINUTE));
        assertThat(list(key)).containsExactly("xb1", "xa1");
        push("xb1", Duration.ofMillis(50));
        TestRedis.await(() -> list(key).isEmpty());
    }

    /** Two bytes are the name, the third is the rank. */
    private void push(String value, Duration lifetime) {
        cache.pushUnlessHigher(key, bytes(value), 2, 3, lifetime).join();
    }

    @Test
    void oneHoldsALockAndOnlyItsTokenUnlocks() {
        String token = cache.lock(key).join().found().orElseThrow();
        assertThat(cache.lock(key).join().found()).isEmpty();
        assertThat(cache.unlock(key, "another").join().found()).isEmpty();
        assertThat(cache.lock(key).join().found()).isEmpty();
        assertThat(cache.unlock(key, token).join().found()).contains(true);
        assertThat(cache.lock(key).join().found()).isPresent();
    }

    @Test
    void aLockIsInTheSlotOfItsKey() {
        assertThat(SlotHash.getSlot("lock:{3ff}:a")).isEqualTo(SlotHash.getSlot("a:{3ff}:b"));
    }

    @Test
    void aWrongPasswordIsACacheThatIsDown() {
        RedisCluster cluster = TestRedis.cluster();
        try (RedisCache wrong = new RedisCache(
                TestRedis.settings(cluster.port(), Optional.of(cluster.authority()), TestRedis.PATIENT),
                TestRedis.credentials("wrong"),
                CacheMetrics.NONE)) {
            assertThat(wrong.get(Copy.ANY, key).join().isDown()).isTrue();
        }
    }

    @Test
    void anUntrustedServerIsACacheThatIsDown() {
        RedisCluster cluster = TestRedis.cluster();
        RedisSettings settings = TestRedis.settings(cluster.port(), Optional.empty(), TestRedis.PATIENT);
        try (RedisCache untrusting =
                new RedisCache(settings, TestRedis.credentials(RedisCluster.PASSWORD), CacheMetrics.NONE)) {
            assertThat(untrusting.get(Copy.ANY, key).join().isDown()).isTrue();
        }
    }

    @Test
    void startsWithoutAServer() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        RedisSettings settings = TestRedis.settings(unused, Optional.empty(), TestRedis.PATIENT);
        try (RedisCache none =
                new RedisCache(settings, TestRedis.credentials(RedisCluster.PASSWORD), CacheMetrics.NONE)) {
            assertThat(none.set(key, bytes("a"), MINUTE).join().isDown()).isTrue();
            assertThat(none.lock(key).join().isDown()).isTrue();
        }
    }

    private static Optional<String> get(String key) {
        return cache.get(Copy.MASTER, key).join().found().map(value -> new String(value, UTF_8));
    }

    private static int rank(String key) {
        return cache.get(Copy.MASTER, key).join().found().orElseThrow()[1];
    }

    private static List<String> list(String key) {
        return cache.list(Copy.MASTER, key).join().found().orElseThrow().stream()
                .map(value -> new String(value, UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

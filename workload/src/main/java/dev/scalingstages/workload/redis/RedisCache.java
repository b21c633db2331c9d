package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.CircuitBreaker;
import dev.scalingstages.workload.redis.Reply.Down;
import dev.scalingstages.workload.redis.Reply.Hit;
import dev.scalingstages.workload.redis.Reply.Miss;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.netty.util.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cache's commands. Each is sent at once and answered later, so several can be on the way together; waiting for an
 * answer parks a virtual thread. A command never fails, and never takes longer than {@link RedisSettings} lets it: it
 * answers {@link Down}.
 *
 * <p>Each shard has its own circuit breaker, as a shard that lost its master says nothing about the others.
 */
public final class RedisCache implements AutoCloseable {
    /** How long a lock outlives a holder that died. */
    private static final Duration LOCK = Duration.ofSeconds(2);

    /** Which copy of a shard to read. */
    public enum Copy {
        /** The one that has seen each write. */
        MASTER,
        /** Any, which spreads the load, and may be milliseconds behind. */
        ANY
    }

    private final RedisConnections connections;
    private final CacheMetrics metrics;
    private final Duration timeout;
    private final Duration patience;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /** Connects in the background: a cache that cannot be reached is one that is down. */
    public RedisCache(RedisSettings settings, RedisCredentialsProvider credentials, CacheMetrics metrics) {
        this.metrics = metrics;
        this.timeout = settings.timeout();
        this.patience = settings.patience();
        this.connections = new RedisConnections(settings, credentials);
    }

    /** Counts the outcomes of lookups. */
    CacheMetrics metrics() {
        return metrics;
    }

    /** Reads a value; a miss means that there is none. */
    public CompletableFuture<Reply<byte[]>> get(Copy copy, String key) {
        return send(copy, key, timeout, redis -> redis.get(key), RedisCache::present);
    }

    /** Reads those of some values that exist. When one shard is down, the whole answer is. */
    public CompletableFuture<Reply<Map<String, byte[]>>> getAll(Copy copy, List<String> keys) {
        Map<Integer, List<String>> slots = keys.stream().collect(Collectors.groupingBy(SlotHash::getSlot));
        return slots.values().stream()
                .map(slot -> send(
                        copy,
                        slot.getFirst(),
                        timeout,
                        redis -> redis.mget(slot.toArray(String[]::new)),
                        values -> (Reply<Map<String, byte[]>>) new Hit<>(values.stream()
                                .filter(KeyValue::hasValue)
                                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue)))))
                .reduce((left, right) -> left.thenCombine(right, RedisCache::union))
                .orElseGet(() -> CompletableFuture.completedFuture(new Hit<>(Map.of())));
    }

    private static Reply<Map<String, byte[]>> union(Reply<Map<String, byte[]>> left, Reply<Map<String, byte[]>> right) {
        if (left.isDown() || right.isDown()) {
            return new Down<>();
        }
        Map<String, byte[]> all = new HashMap<>(left.found().orElseThrow());
        all.putAll(right.found().orElseThrow());
        return new Hit<>(all);
    }

    /** Sets a value, in place of one that may be there. */
    public CompletableFuture<Reply<Boolean>> set(String key, byte[] value, Duration lifetime) {
        SetArgs expires = SetArgs.Builder.px(lifetime);
        return send(Copy.MASTER, key, patience, redis -> redis.set(key, value, expires), done -> yes());
    }

    /** Sets a value when there is none; a miss means that there is one. */
    public CompletableFuture<Reply<Boolean>> setIfAbsent(String key, byte[] value, Duration lifetime) {
        SetArgs absent = SetArgs.Builder.px(lifetime).nx();
        return send(
                Copy.MASTER, key, timeout, redis -> redis.set(key, value, absent), done -> done == null ? no() : yes());
    }

    /**
     * Sets a value unless there is one of the same format (first byte) and a higher rank (second byte); a miss means that
     * there is one.
     */
    public CompletableFuture<Reply<Boolean>> setUnlessHigher(String key, byte[] value, Duration lifetime) {
        return script(Scripts.SET_UNLESS_HIGHER, key, patience, value, number(lifetime.toMillis()));
    }

    /**
     * Sets a count in decimal digits, unless the one there has gone further: of several that count at the same time, the
     * last to come need not have counted last.
     *
     * @return a miss when the one there has gone further
     */
    public CompletableFuture<Reply<Boolean>> setCount(String key, long count, boolean rising, Duration lifetime) {
        byte[] direction = (rising ? "rising" : "falling").getBytes(StandardCharsets.US_ASCII);
        return script(Scripts.SET_COUNT, key, patience, number(count), number(lifetime.toMillis()), direction);
    }

    /** Deletes a value; a miss means that there was none. */
    public CompletableFuture<Reply<Boolean>> delete(String key) {
        return send(Copy.MASTER, key, patience, redis -> redis.del(key), RedisCache::isOne);
    }

    /**
     * Puts a value at the head of a list, in place of the one that begins with the same bytes, unless that has a higher
     * rank: the byte behind them. A miss means that there is such a one. A value that is there already keeps its place.
     *
     * @param name how many bytes at the start of a value distinguish it from others
     * @param length how many the list keeps
     * @param lifetime how long the list lives on
     */
    public CompletableFuture<Reply<Boolean>> pushUnlessHigher(
            String key, byte[] value, int name, int length, Duration lifetime) {
        return script(Scripts.PUSH, key, patience, value, number(length), number(lifetime.toMillis()), number(name));
    }

    /** A list's values; none when there is no list. */
    public CompletableFuture<Reply<List<byte[]>>> list(Copy copy, String key) {
        return send(copy, key, timeout, redis -> redis.lrange(key, 0, -1), RedisCache::present);
    }

    /**
     * Takes the lock of a key, in the key's own slot, so that it is ordered with the key's commands.
     *
     * @return what unlocks it; a miss means that somebody else holds it
     */
    public CompletableFuture<Reply<String>> lock(String key) {
        String token = UUID.randomUUID().toString();
        return setIfAbsent(lockOf(key), token.getBytes(StandardCharsets.US_ASCII), LOCK)
                .thenApply(reply -> reply.map(done -> Optional.of(token)));
    }

    /** Gives a lock back; one that has run out and is somebody else's stays. */
    public CompletableFuture<Reply<Boolean>> unlock(String key, String token) {
        return script(Scripts.UNLOCK, lockOf(key), timeout, token.getBytes(StandardCharsets.US_ASCII));
    }

    private static String lockOf(String key) {
        return "lock:" + (key.indexOf('{') < 0 ? "{" + key + "}" : key);
    }

    /** Calls a script that only reads. It returns bytes, numbers, nothing, or a list of these. Keys are in one slot. */
    CompletableFuture<Reply<List<Object>>> query(
            Copy copy, Scripts.Reading script, List<String> keys, byte[]... arguments) {
        return send(
                copy,
                keys.getFirst(),
                timeout,
                redis -> script.call(redis, keys.toArray(String[]::new), arguments),
                RedisCache::present);
    }

    /** Sets those of some values that do not exist; all keys are in one slot. */
    public CompletableFuture<Reply<Boolean>> setAllIfAbsent(Map<String, byte[]> values, Duration lifetime) {
        List<String> keys = List.copyOf(values.keySet());
        Stream<byte[]> arguments = Stream.concat(
                Stream.of(number(lifetime.toMillis())), keys.stream().map(values::get));
        return script(Scripts.SET_ALL_IF_ABSENT, keys, timeout, arguments.toArray(byte[][]::new));
    }

    /**
     * Returns when each copy of a key's shard has what was written to it until now, so that a reader of any copy sees
     * it. That is a moment longer than the write, once for all that wait together. A copy that does not follow is
     * waited for as long as for an answer, and then no more, until it follows again.
     *
     * @return a miss when a copy has not followed
     */
    public Reply<Boolean> settle(String key) {
        return connections
                .settling()
                .map(settling -> settling.settle(key, timeout))
                .orElseGet(Reply.Down::new);
    }

    private CompletableFuture<Reply<Boolean>> script(String script, String key, Duration limit, byte[]... arguments) {
        return script(script, List.of(key), limit, arguments);
    }

    private CompletableFuture<Reply<Boolean>> script(
            String script, List<String> keys, Duration limit, byte[]... arguments) {
        return send(
                Copy.MASTER,
                keys.getFirst(),
                limit,
                redis -> redis.<Long>eval(script, ScriptOutputType.INTEGER, keys.toArray(String[]::new), arguments),
                RedisCache::isOne);
    }

    private <R, T> CompletableFuture<Reply<T>> send(
            Copy copy,
            String key,
            Duration limit,
            Function<RedisAdvancedClusterAsyncCommands<String, byte[]>, CompletionStage<R>> command,
            Function<R, Reply<T>> meaning) {
        Optional<StatefulRedisClusterConnection<String, byte[]>> connection =
                connections.get().map(both -> copy == Copy.ANY ? both.any() : both.master());
        if (connection.isEmpty()) {
            return skipped();
        }
        CircuitBreaker breaker = breaker(connection.get(), key);
        if (!breaker.allows()) {
            return skipped();
        }
        try {
            CompletableFuture<R> sent = command.apply(connection.get().async()).toCompletableFuture();
            Timeout late =
                    connections.timer().newTimeout(end -> sent.cancel(true), limit.toNanos(), TimeUnit.NANOSECONDS);
            return sent.thenApply(meaning).handle((reply, failure) -> {
                late.cancel();
                if (failure == null) {
                    breaker.succeeded();
                    return reply;
                }
                return failed(breaker);
            });
        } catch (RedisException | IllegalStateException e) {
            // Closed, the connection or the timer.
            return CompletableFuture.completedFuture(failed(breaker));
        }
    }

    private <T> CompletableFuture<Reply<T>> skipped() {
        metrics.skipped();
        return CompletableFuture.completedFuture(new Down<>());
    }

    private <T> Reply<T> failed(CircuitBreaker breaker) {
        breaker.failed();
        metrics.failed();
        return new Down<>();
    }

    /** The breaker of a key's shard. For one without a master a command has to be sent too: it makes the client look again. */
    private CircuitBreaker breaker(StatefulRedisClusterConnection<String, byte[]> connection, String key) {
        RedisClusterNode shard = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        String name = shard == null ? "no master" : shard.getNodeId();
        return breakers.computeIfAbsent(name, id -> new CircuitBreaker(System::nanoTime));
    }

    private static <T> Reply<T> present(T value) {
        return Reply.of(Optional.ofNullable(value));
    }

    private static Reply<Boolean> isOne(Long answer) {
        return answer == 1 ? yes() : no();
    }

    private static Reply<Boolean> yes() {
        return new Hit<>(true);
    }

    private static Reply<Boolean> no() {
        return new Miss<>();
    }

    private static byte[] number(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    /** Closes all connections; commands after it find the cache down. */
    @Override
    public void close() {
        connections.close();
    }
}

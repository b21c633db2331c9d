package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.CircuitBreaker;
import dev.scalingstages.workload.redis.Reply.Down;
import dev.scalingstages.workload.redis.Reply.Hit;
import dev.scalingstages.workload.redis.Reply.Miss;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Waits until the copies of a shard have what was written to its master before. A reader may then use any copy and sees
 * it: one write waits, so that a hundred reads need not go to the master.
 *
 * <p>The master knows up to where each copy follows, but reports to a connection only its own writes. So a mark is
 * written, behind all that went before, and waited for; all that wait for one shard at the same time share it.
 */
final class Settling implements AutoCloseable {
    /** Long enough to be passed on; it says nothing by itself. */
    private static final SetArgs SOON_GONE = SetArgs.Builder.px(Duration.ofSeconds(10));

    private final StatefulRedisClusterConnection<String, byte[]> connection;
    private final SingleFlight<Reply<Boolean>> flights = new SingleFlight<>();
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /**
     * Takes a connection for itself.
     *
     * @param connection on which nothing else is sent
     */
    Settling(StatefulRedisClusterConnection<String, byte[]> connection) {
        this.connection = connection;
    }

    /**
     * Returns when the copies have what was written to the shard of a key.
     *
     * @param limit how long to wait
     * @return a miss when one has it not
     */
    Reply<Boolean> settle(String key, Duration limit) {
        RedisClusterNode master = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (master == null) {
            return new Down<>();
        }
        int copies = (int) connection.getPartitions().stream()
                .filter(node -> master.getNodeId().equals(node.getSlaveOf()))
                .count();
        if (copies == 0) {
            return new Hit<>(true);
        }
        CircuitBreaker breaker =
                breakers.computeIfAbsent(master.getNodeId(), id -> new CircuitBreaker(System::nanoTime));
        if (!breaker.allows()) {
            return new Down<>();
        }
        return flights.run(master.getNodeId(), () -> {
            Reply<Boolean> reply = settle(master.getNodeId(), mark(key), copies, limit);
            if (reply.found().isPresent()) {
                breaker.succeeded();
            } else {
                breaker.failed();
            }
            return reply;
        });
    }

    private Reply<Boolean> settle(String node, String mark, int copies, Duration limit) {
        try {
            return connection
                    .getConnectionAsync(node)
                    .thenApply(StatefulRedisConnection::async)
                    .thenCompose(master -> settle(master, mark, copies, limit))
                    .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .join();
        } catch (CompletionException e) {
            return new Down<>();
        }
    }

    private static CompletionStage<Reply<Boolean>> settle(
            RedisAsyncCommands<String, byte[]> master, String mark, int copies, Duration limit) {
        RedisFuture<String> marked = master.set(mark, new byte[0], SOON_GONE);
        // Half of the limit, so that the answer of a master whose copies do not follow comes within it.
        return master.waitForReplication(copies, limit.dividedBy(2).toMillis())
                .thenCombine(marked, (followed, done) -> followed >= copies ? new Hit<>(true) : new Miss<>());
    }

    /** The name of the mark, in the same slot as a key. */
    private static String mark(String key) {
        int open = key.indexOf('{');
        return "settled:" + (open < 0 ? "{" + key + "}" : key.substring(open, key.indexOf('}', open) + 1));
    }

    @Override
    public void close() {
        connection.close();
    }
}

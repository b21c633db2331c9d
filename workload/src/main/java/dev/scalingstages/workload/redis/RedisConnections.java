package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.Buckets;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three connections to the cluster: one to the masters, one that reads from any copy, and one that waits until the copies
 * have what was written, since nothing else passes on a connection that waits. They are made in the background, so
 * that a server starts without its cache, and follow the cluster when it fails over or gets more shards.
 */
final class RedisConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConnections.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

    /** The timeout for connecting and signing in, which no request waits for. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CONNECT_AGAIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(2);

    /** Each look at the cluster is a TLS handshake with each node, so not often without a reason. */
    private static final Duration LOOK_AT_CLUSTER = Duration.ofSeconds(30);

    private static final Duration LOOK_AT_CLUSTER_FOR_A_REASON = Duration.ofSeconds(2);

    /** Commands on the way to one node: a tenth of a second of 10,000 reads/s, what one server is planned for. */
    private static final int QUEUE = 1_000;

    private static final Set<NodeFlag> LOST =
            Set.of(NodeFlag.FAIL, NodeFlag.EVENTUAL_FAIL, NodeFlag.HANDSHAKE, NodeFlag.NOADDR);

    /** The connections for commands; {@code master} sees each write, {@code any} may be milliseconds behind. */
    record Pair(
            StatefulRedisClusterConnection<String, byte[]> master,
            StatefulRedisClusterConnection<String, byte[]> any) {}

    /** How late a command may be found to be late, which is then a tenth of what a reader waits at most. */
    private static final Duration TICK = Duration.ofMillis(10);

    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("cache-timer", true), TICK.toMillis(), TimeUnit.MILLISECONDS);
    private final ClientResources resources;
    private final RedisClusterClient client;
    private final Thread connecting;
    private volatile Optional<Pair> connections = Optional.empty();
    private volatile Optional<Settling> settling = Optional.empty();
    private volatile boolean closed;

    RedisConnections(RedisSettings settings, RedisCredentialsProvider credentials) {
        resources = ClientResources.builder()
                .timer(timer)
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(10), LONGEST_RECONNECT_DELAY, 10, TimeUnit.MILLISECONDS))
                .build();
        client = RedisClusterClient.create(
                resources,
                RedisURI.builder()
                        .withHost(settings.host())
                        .withPort(settings.port())
                        .withSsl(true)
                        .withAuthentication(credentials)
                        .withTimeout(CONNECT_TIMEOUT)
                        .build());
        client.setOptions(options(settings));
        connecting = Thread.ofVirtual().name("cache-connect").start(this::connect);
    }

    private static ClusterClientOptions options(RedisSettings settings) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.authority().ifPresent(file -> tls.trustManager(file.toFile()));
        return ClusterClientOptions.builder()
                .sslOptions(tls.build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                // Callers can read the store instead; a queue would only keep them waiting.
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .reauthenticateBehavior(ClientOptions.ReauthenticateBehavior.ON_NEW_CREDENTIALS)
                .nodeFilter(node -> LOST.stream().noneMatch(node::is))
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(LOOK_AT_CLUSTER)
                        .adaptiveRefreshTriggersTimeout(LOOK_AT_CLUSTER_FOR_A_REASON)
                        .build())
                .build();
    }

    /**
     * Ends what takes too long. A wheel, since nearly all is answered in time: to begin and to end a wait is then next to
     * nothing, where a heap of deadlines wakes a thread for each.
     */
    Timer timer() {
        return timer;
    }

    /** Waits for the copies; empty until its connection is open. */
    Optional<Settling> settling() {
        return settling;
    }

    /** The connections, when there are any yet. */
    Optional<Pair> get() {
        return connections;
    }

    private void connect() {
        while (!closed) {
            try {
                StatefulRedisClusterConnection<String, byte[]> master = client.connect(CODEC);
                StatefulRedisClusterConnection<String, byte[]> any = client.connect(CODEC);
                any.setReadFrom(ReadFrom.ANY);
                settling = Optional.of(new Settling(client.connect(CODEC)));
                Pair both = new Pair(master, any);
                warm(both);
                connections = Optional.of(both);
                return;
            } catch (RedisException e) {
                if (!closed) {
                    LOG.warn("The cache cannot be reached; trying again: {}", e.getMessage());
                }
            }
            pause();
        }
    }

    /** Has the nodes of each shard connected, so that the first requests do not wait for handshakes. */
    private static void warm(Pair both) {
        Set<RedisClusterNode> seen = new HashSet<>();
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            String key = "{" + bucket + "}";
            if (seen.add(both.any().getPartitions().getPartitionBySlot(SlotHash.getSlot(key)))) {
                answers.add(both.master().async().get(key).toCompletableFuture());
                answers.add(both.any().async().get(key).toCompletableFuture());
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .orTimeout(CONNECT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                // A shard that does not answer is one that is down.
                .exceptionally(failure -> null)
                .join();
    }

    private static void pause() {
        try {
            Thread.sleep(CONNECT_AGAIN);
        } catch (InterruptedException e) {
            // Only close() interrupts, and it has already set that state.
        }
    }

    @Override
    public void close() {
        closed = true;
        connecting.interrupt();
        try {
            connecting.join(CONNECT_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.ifPresent(pair -> {
            pair.master().close();
            pair.any().close();
        });
        settling.ifPresent(Settling::close);
        client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
        resources.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        timer.stop();
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A Redis cluster of Debian's package, which stands for ElastiCache: shards with replicas, TLS, and a user with a
 * password and no more rights than the user of the template has.
 */
public final class RedisCluster implements AutoCloseable {
    public static final String USER = "app";
    public static final String PASSWORD = "app-password";

    /** The access string of the template's user. */
    static final String ACCESS = "~* &* +@all -@admin -@dangerous +info +cluster|slots +cluster|shards +cluster|nodes";

    /** Who only reads, as the template has it; with the same password. */
    public static final String READER = "read";

    static final String READER_ACCESS =
            "~health ~post:* ~page:* ~recent:* ~likes:* ~popular:* ~lock:* -@all +get +mget +set +del +eval"
                    + " +eval_ro +evalsha_ro +lrange +ping +readonly +asking +client|setname"
                    + " +info +cluster|slots +cluster|shards +cluster|nodes";

    private static final int SLOTS = 16_384;
    private static final Duration FORM_LIMIT = Duration.ofSeconds(30);

    private final TestCertificate tls;
    private final int shards;
    private final List<RedisNode> nodes = new ArrayList<>();

    private RedisCluster(TestCertificate tls, int shards) {
        this.tls = tls;
        this.shards = shards;
    }

    public static RedisCluster start(int shards, int replicasPerShard) throws IOException, InterruptedException {
        RedisCluster cluster = new RedisCluster(TestCertificate.create(), shards);
        try {
            cluster.launch(shards * (1 + replicasPerShard));
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Forms the cluster by single commands: {@code redis-cli --cluster create} waits in whole seconds. */
    private void launch(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            nodes.add(RedisNode.launch(tls));
        }
        for (RedisNode node : nodes) {
            node.awaitReady();
        }
        for (int shard = 0; shard < shards; shard++) {
            int first = SLOTS * shard / shards;
            int last = SLOTS * (shard + 1) / shards - 1;
            RedisNode master = nodes.get(shard);
            master.cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(shard + 1));
            master.cli("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
        }
        for (RedisNode node : nodes.subList(1, count)) {
            nodes.getFirst().meet(node);
        }
        List<String> ids = new ArrayList<>();
        for (RedisNode node : nodes) {
            ids.add(node.id());
        }
        // A node counts as known before its id is: each id must be there.
        awaitOnEach(nodes, "CLUSTER NODES", answer -> ids.stream().allMatch(answer::contains));
        List<RedisNode> replicas = nodes.subList(shards, count);
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).cli("CLUSTER", "REPLICATE", ids.get(i % shards));
        }
        awaitOnEach(replicas, "INFO replication", answer -> answer.contains("master_link_status:up"));
        awaitOnEach(nodes, "CLUSTER INFO", answer -> answer.contains("cluster_state:ok"));
        // Whoever asks a node that has not heard of the replicas yet would read from masters alone.
        awaitOnEach(
                nodes,
                "CLUSTER NODES",
                answer -> answer.lines().filter(line -> line.contains("slave")).count() == replicas.size());
    }

    private static void awaitOnEach(List<RedisNode> nodes, String command, Predicate<String> done)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FORM_LIMIT.toNanos();
        for (RedisNode node : nodes) {
            String answer = node.cli(command.split(" "));
            while (!done.test(answer)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the redis cluster does not form; port %d answers %s with:\n%s\nits log:\n%s"
                            .formatted(node.port(), command, answer, node.log()));
                }
                Thread.sleep(20);
                answer = node.cli(command.split(" "));
            }
        }
    }

    /** Where a client may ask for the others. */
    public int port() {
        return nodes.getLast().port();
    }

    public List<Integer> ports() {
        return nodes.stream().map(RedisNode::port).toList();
    }

    /** The certificate authority that a client must trust. */
    public Path authority() {
        return tls.authority();
    }

    /** Forgets all data. */
    public void flush() throws IOException, InterruptedException {
        for (RedisNode node : nodes) {
            if (node.cli("ROLE").startsWith("master")) {
                node.cli("FLUSHALL");
            }
        }
    }

    /** Runs a command as the administrator on each node, and returns the answers. */
    public List<String> onEach(String... command) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (RedisNode node : nodes) {
            answers.add(node.cli(command));
        }
        return answers;
    }

    /** Stops answering, with all connections left open, until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        for (RedisNode node : nodes) {
            node.signal("STOP");
        }
    }

    /** Goes on after {@link #pause}. */
    public void resume() throws IOException, InterruptedException {
        for (RedisNode node : nodes) {
            node.signal("CONT");
        }
        awaitOnEach(nodes, "CLUSTER INFO", answer -> answer.contains("cluster_state:ok"));
    }

    /** Ends the node that started as the shard's master at once, as a crash would. */
    public void killMaster(int shard) {
        nodes.get(shard).kill();
    }

    /** Ends all nodes at once. */
    public void kill() {
        nodes.forEach(RedisNode::kill);
    }

    /** Starts all nodes again after {@link #kill}, empty. */
    public void restart() throws IOException, InterruptedException {
        for (RedisNode node : nodes) {
            node.relaunch();
        }
        for (RedisNode node : nodes) {
            node.awaitReady();
        }
        awaitOnEach(nodes, "CLUSTER INFO", answer -> answer.contains("cluster_state:ok"));
    }

    @Override
    public void close() {
        nodes.forEach(RedisNode::close);
        tls.close();
    }
}

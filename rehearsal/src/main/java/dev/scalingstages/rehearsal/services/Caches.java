package dev.scalingstages.rehearsal.services;

import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** Cache clusters in cluster mode: real Redis servers with shards and replicas, in place of ElastiCache for Valkey. */
public final class Caches implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final long FORM_MILLISECONDS = 30_000;

    private final Path folder;
    private final Network network;
    private final Authority authority;
    private final Tokens tokens;
    private final String region;
    private final Map<String, Cluster> clusters = new ConcurrentHashMap<>();

    /** Says whether IAM lets a user of a cache in by a token. */
    public interface Tokens {
        /**
         * @return empty if it does, else why not
         */
        Optional<String> refusal(String cluster, String user, String token);
    }

    public Caches(Path folder, Network network, Authority authority, Tokens tokens, String region) {
        this.folder = folder;
        this.network = network;
        this.authority = authority;
        this.tokens = tokens;
        this.region = region;
    }

    /**
     * A cluster to create.
     *
     * @param subnetIds nodes take turns in them
     * @param users access strings by user name
     */
    public record Wanted(
            String name,
            List<String> subnetIds,
            Collection<String> groupIds,
            int port,
            int shards,
            int replicas,
            String evictionPolicy,
            Map<String, String> users) {}

    private record Cluster(List<Interface> at, List<CacheNode> nodes, List<CacheFront> fronts) {}

    /** Where clients ask for the nodes. */
    public String host(String name) {
        return "clustercfg." + domain(name);
    }

    private String domain(String name) {
        return name + ".rehearsal." + region + ".cache.amazonaws.com";
    }

    public boolean exists(String name) {
        return clusters.containsKey(name);
    }

    /** Creates a cluster, and returns when it answers; of one that fails nothing is left. */
    public void create(Wanted wanted) throws IOException, InterruptedException {
        try {
            launch(wanted);
        } catch (IOException | InterruptedException e) {
            delete(wanted.name());
            throw e;
        }
    }

    private void launch(Wanted wanted) throws IOException, InterruptedException {
        Cluster cluster = new Cluster(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        clusters.put(wanted.name(), cluster);
        Authority.Issued tls = authority.issue(wanted.name(), List.of("*." + domain(wanted.name())));
        SSLContext context = authority.context(tls);
        List<CacheNode.User> users = wanted.users().entrySet().stream()
                .map(user -> new CacheNode.User(user.getKey(), user.getValue()))
                .toList();
        Set<String> addresses = new LinkedHashSet<>();
        for (int number = 0; number < wanted.shards() * (1 + wanted.replicas()); number++) {
            String id = wanted.name() + "-" + (number + 1);
            Interface at = network.attach(
                    id, wanted.subnetIds().get(number % wanted.subnetIds().size()), wanted.groupIds(), false);
            // Clients get the nodes' names from each other, as ElastiCache's certificates ask for.
            String host = id + "." + domain(wanted.name());
            network.name(host, Set.of(at.address()));
            CacheNode node = new CacheNode(folder.resolve(id), host, at.address());
            cluster.at().add(at);
            cluster.nodes().add(node);
            node.start(wanted.port(), tls, authority.certificate(), users, wanted.evictionPolicy());
            cluster.fronts()
                    .add(new CacheFront(
                            context,
                            at.address(),
                            wanted.port(),
                            node.plainPort(),
                            (user, token) -> tokens.refusal(wanted.name(), user, token)));
            addresses.add(at.address());
        }
        form(cluster.nodes(), wanted.shards());
        network.name(host(wanted.name()), addresses);
    }

    /** Single commands: {@code redis-cli --cluster create} waits in whole seconds. */
    private static void form(List<CacheNode> nodes, int shards) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            nodes.get(shard).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(shard + 1));
            nodes.get(shard)
                    .command(
                            "CLUSTER",
                            "ADDSLOTSRANGE",
                            Integer.toString(SLOTS * shard / shards),
                            Integer.toString(SLOTS * (shard + 1) / shards - 1));
        }
        for (CacheNode node : nodes) {
            ids.add(node.command("CLUSTER", "MYID"));
            if (node != nodes.getFirst()) {
                nodes.getFirst().meet(node);
            }
        }
        await(nodes, "CLUSTER NODES", answer -> ids.stream().allMatch(answer::contains));
        List<CacheNode> replicas = nodes.subList(shards, nodes.size());
        for (int index = 0; index < replicas.size(); index++) {
            replicas.get(index).command("CLUSTER", "REPLICATE", ids.get(index % shards));
        }
        await(replicas, "INFO replication", answer -> answer.contains("master_link_status:up"));
        await(nodes, "CLUSTER INFO", answer -> answer.contains("cluster_state:ok"));
        // Clients ask any node for all of them; a replica is among them when its replication has moved.
        await(nodes, "CLUSTER SLOTS", answer -> nodes.stream().allMatch(node -> answer.contains(node.host())));
    }

    private static void await(List<CacheNode> nodes, String command, Predicate<String> done)
            throws IOException, InterruptedException {
        long end = System.currentTimeMillis() + FORM_MILLISECONDS;
        for (CacheNode node : nodes) {
            String answer = node.command(command.split(" "));
            while (!done.test(answer)) {
                if (System.currentTimeMillis() > end) {
                    throw new IOException("the cache does not form: " + node.address() + " answers " + answer);
                }
                Thread.sleep(30);
                answer = node.command(command.split(" "));
            }
        }
    }

    public void setGroups(String name, Collection<String> groupIds) throws IOException, InterruptedException {
        for (Interface at : clusters.get(name).at()) {
            network.setGroups(at, groupIds);
        }
    }

    /**
     * Ends a node of a cluster at once, the first of a shard's by its number from 1 on; it comes back empty. In place
     * of a primary ElastiCache makes a replica one: nodes by themselves do so only where most shards have their
     * primary.
     */
    public void loseNode(String name, int number, long downMilliseconds) throws IOException, InterruptedException {
        List<CacheNode> nodes = clusters.get(name).nodes();
        CacheNode lost = nodes.get(number - 1);
        String id = lost.command("CLUSTER", "MYID");
        lost.kill();
        Thread.sleep(downMilliseconds / 2);
        for (CacheNode node : nodes) {
            if (node != lost && node.command("CLUSTER", "NODES").contains("myself,slave " + id)) {
                node.command("CLUSTER", "FAILOVER", "TAKEOVER");
                break;
            }
        }
        Thread.sleep(downMilliseconds - downMilliseconds / 2);
        lost.startAgain();
    }

    public void delete(String name) throws IOException, InterruptedException {
        Cluster gone = clusters.remove(name);
        if (gone != null) {
            network.name(host(name), Set.of());
            gone.fronts().forEach(CacheFront::close);
            for (CacheNode node : gone.nodes()) {
                node.kill();
                network.name(node.host(), Set.of());
            }
            for (Interface at : gone.at()) {
                network.detach(at);
            }
        }
    }

    @Override
    public void close() {
        clusters.values().forEach(cluster -> {
            cluster.fronts().forEach(CacheFront::close);
            cluster.nodes().forEach(CacheNode::kill);
        });
    }
}

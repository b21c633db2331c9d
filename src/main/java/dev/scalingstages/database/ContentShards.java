package dev.scalingstages.database;

import dev.scalingstages.network.ComponentSecurityGroup;
import dev.scalingstages.network.Ports;
import dev.scalingstages.runtime.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Content over several databases by key. The system's first database is the first shard, so nothing moves before its
 * bucket is switched: a key belongs to one of many buckets, and a table maps each bucket to a shard. A new shard takes
 * over buckets one by one; the rest stay where they are. All shards share the first one's alarms, and all their
 * replicas share those of the first one's replicas.
 */
public final class ContentShards extends Construct {
    private record Shard(Database primary, ReadReplicas replicas) {}

    private final List<Shard> shards = new ArrayList<>();
    private Optional<ComponentSecurityGroup> primariesSecurityGroup = Optional.empty();
    private Optional<ComponentSecurityGroup> replicasSecurityGroup = Optional.empty();

    /**
     * @param first the first shard: the database that has been there since stage 2
     * @param firstReplicas its replicas, which have been there since stage 4
     * @param accounts the database of accounts, which is not a shard but shares their alarms
     * @param count how many shards there are, including the first
     * @param instanceClass of each further shard and its replicas
     * @param storageGiB of each further shard, in GiB
     * @param replicasPerShard how many replicas each further shard has
     */
    public record Props(
            DatabaseTier tier,
            Database first,
            ReadReplicas firstReplicas,
            Database accounts,
            int count,
            String instanceClass,
            int storageGiB,
            int replicasPerShard) {
        public Props {
            Objects.requireNonNull(tier, "tier");
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(firstReplicas, "firstReplicas");
            Objects.requireNonNull(accounts, "accounts");
        }
    }

    public ContentShards(Construct scope, String id, Props props) {
        super(scope, id);
        shards.add(new Shard(props.first(), props.firstReplicas()));
        if (props.count() > 1) {
            addShards(props);
        }
        props.first()
                .defineAlarms(Stream.concat(shards.stream().map(Shard::primary), Stream.of(props.accounts()))
                        .toList());
        props.firstReplicas().defineAlarms(shards.stream().map(Shard::replicas).toList());
    }

    /** The databases of the shards, from the first. */
    public List<Database> primaries() {
        return shards.stream().map(Shard::primary).toList();
    }

    /** Each shard's replicas, from the first. */
    public List<ReadReplicas> replicas() {
        return shards.stream().map(Shard::replicas).toList();
    }

    /** Lets a kind of server write to all shards, and configures the address of each. */
    public void allowWritesFrom(ServerSetup server) {
        shards.get(0).primary.allowConnectionsFrom(server);
        primariesSecurityGroup.ifPresent(group -> group.allowConnectionsFrom(server, Ports.DATABASE));
        for (int index = 0; index < shards.size(); index++) {
            shards.get(index).primary.allowUseBy(server, "SHARD_" + (index + 1));
        }
        server.configure("SHARD_COUNT", String.valueOf(shards.size()));
    }

    /** Lets a kind of server read from all shards' replicas, and configures the address of each. */
    public void allowReadsFrom(ServerSetup server, ReplicaLoadBalancer loadBalancer) {
        loadBalancer.allowConnectionsFrom(server);
        for (int index = 0; index < shards.size(); index++) {
            String prefix = "SHARD_" + (index + 1);
            shards.get(index).primary.allowSignIn(server, prefix);
            server.configure(prefix + "_REPLICAS_PORT", String.valueOf(ReplicaLoadBalancer.port(index)));
        }
        server.configure("SHARD_COUNT", String.valueOf(shards.size()));
    }

    /**
     * Lets a kind of server query each replica directly, and configures the address of each: a server that moves
     * content between shards has to see that all replicas of the new one have caught up.
     */
    public void allowReplicaQueriesFrom(ServerSetup server) {
        shards.get(0).replicas.securityGroup().allowConnectionsFrom(server, Ports.DATABASE);
        replicasSecurityGroup.ifPresent(group -> group.allowConnectionsFrom(server, Ports.DATABASE));
        for (int index = 0; index < shards.size(); index++) {
            server.configure(
                    "SHARD_" + (index + 1) + "_REPLICA_HOSTS",
                    String.join(",", shards.get(index).replicas.hosts()));
        }
    }

    /** The host names of the primaries, from the first. */
    public List<String> hosts() {
        return shards.stream().map(shard -> shard.primary.host()).toList();
    }

    /** The RDS identifiers of the primaries. */
    public List<String> identifiers() {
        return shards.stream().map(shard -> shard.primary.identifier()).toList();
    }

    /** The ARNs of the primaries, for backups; replicas hold nothing else. */
    public List<String> arns() {
        return shards.stream().map(shard -> shard.primary.arn()).toList();
    }

    private void addShards(Props props) {
        DatabaseTier tier = props.tier();
        primariesSecurityGroup = Optional.of(new ComponentSecurityGroup(
                        this, "SecurityGroup", "content shards", tier.context().network())
                .keep());
        replicasSecurityGroup = Optional.of(new ComponentSecurityGroup(
                        this,
                        "ReplicasSecurityGroup",
                        "replicas of content shards",
                        tier.context().network())
                .keep());
        primariesSecurityGroup.get().allowConnectionsFrom(tier.rotation(), Ports.DATABASE);
        for (int number = 2; number <= props.count(); number++) {
            shards.add(shard(number, props));
        }
    }

    private Shard shard(int number, Props props) {
        Construct scope = new Construct(this, "Shard" + number);
        Database primary = new Database(
                scope,
                "Primary",
                new Database.Props(
                        props.tier(),
                        "content shard " + number,
                        "shard-" + number,
                        props.instanceClass(),
                        props.storageGiB(),
                        true,
                        Optional.empty(),
                        primariesSecurityGroup));
        ReadReplicas replicas = new ReadReplicas(
                scope,
                "Replicas",
                new ReadReplicas.Props(
                        props.tier(),
                        primary,
                        "replicas of shard " + number,
                        "shard-" + number + "-replica",
                        props.instanceClass(),
                        props.storageGiB(),
                        props.replicasPerShard(),
                        replicasSecurityGroup));
        return new Shard(primary, replicas);
    }
}

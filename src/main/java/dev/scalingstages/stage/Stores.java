package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.ContentShards;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseParameters;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.database.ReadReplicas;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.operations.Backups;
import dev.scalingstages.security.Arns;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Creates a stage's stateful parts, and the jobs behind queues: each under the same id in every stage, on which growth
 * in place depends, in the size that the settings give it, and with the tag that separates it on a bill.
 */
final class Stores {
    private final Construct stage;
    private final Sizes sizes;
    private final String databaseVersion;
    private final Foundation foundation;

    Stores(Construct stage, StageProps props, Foundation foundation) {
        this.stage = stage;
        this.sizes = props.sizes();
        this.databaseVersion = props.settings().databaseVersion();
        this.foundation = foundation;
    }

    /** The buckets of content and of access logs. */
    Buckets buckets() {
        AccessLogs accessLogs = Components.tag("access-logs", new AccessLogs(stage, "AccessLogs"));
        ContentStore content =
                Components.tag("content", new ContentStore(stage, "Content", foundation.context(), accessLogs));
        return new Buckets(accessLogs, content);
    }

    /** The cache of sessions and hot rows. */
    Cache cache() {
        return Components.tag(
                "cache",
                new Cache(
                        stage,
                        "Cache",
                        new Cache.Props(
                                foundation.context(),
                                sizes.cache().nodeType(),
                                sizes.cache().shards(),
                                sizes.cache().replicasPerShard())));
    }

    /** The system's first database, without a standby. */
    Database database() {
        return alone(databaseTier(), false);
    }

    /** The same with a standby in another zone. */
    Database databaseWithStandby() {
        return alone(databaseTier(), true);
    }

    /** The same with replicas that answer the reads. */
    ReplicatedDatabase replicatedDatabase() {
        DatabaseTier tier = databaseTier();
        Database primary = alone(tier, true);
        ReadReplicas replicas = readReplicas(tier, primary);
        replicas.defineAlarms();
        return new ReplicatedDatabase(primary, replicaLoadBalancer(List.of(replicas)));
    }

    /** The same as the first of several shards, with accounts apart. */
    ShardedDatabases shardedDatabases() {
        DatabaseTier tier = databaseTier();
        Database first = first(tier, true);
        Database accounts = accounts(tier);
        ContentShards shards = contentShards(tier, first, readReplicas(tier, first), accounts);
        return new ShardedDatabases(first, shards, replicaLoadBalancer(shards.replicas()), accounts);
    }

    /** The two key-value tables. */
    Tables tables() {
        return Components.tag("tables", new Tables(stage, "Tables", foundation, sizes.countersReadUnits()));
    }

    /** The work behind the queues. */
    Jobs jobs(Buckets buckets) {
        return Components.tag("jobs", new Jobs(stage, "Jobs", foundation, buckets, sizes));
    }

    /** Backs up the data volume and these resources. */
    void backUp(List<String> resources) {
        String volume = Arns.of("ec2", "volume/" + foundation.dataVolume().volumeId());
        Components.tag(
                "backups",
                new Backups(
                        stage,
                        "Backups",
                        foundation.context(),
                        Stream.concat(Stream.of(volume), resources.stream()).toList()));
    }

    /** The subnets, parameters and functions that all databases of the stage share. */
    private DatabaseTier databaseTier() {
        return Components.tag(
                "database-tier",
                new DatabaseTier(
                        stage,
                        "DatabaseTier",
                        new DatabaseTier.Props(
                                foundation.context(),
                                foundation.endpoints(),
                                databaseVersion,
                                sizes.database().bufferPoolPercent(),
                                sizes.database().maximumConnections())));
    }

    private Database alone(DatabaseTier tier, boolean standby) {
        Database database = first(tier, standby);
        database.defineAlarms();
        return database;
    }

    private Database first(DatabaseTier tier, boolean standby) {
        return Components.tag(
                "database",
                database("Database", tier, "database", "database", sizes.database(), standby, Optional.empty()));
    }

    /** The database of accounts, apart from content. */
    private Database accounts(DatabaseTier tier) {
        Sizes.Database size = sizes.accounts();
        DatabaseParameters parameters = Components.tag(
                "accounts",
                new DatabaseParameters(
                        stage, "AccountsParameters", size.bufferPoolPercent(), size.maximumConnections()));
        return Components.tag(
                "accounts",
                database("Accounts", tier, "accounts database", "accounts", size, true, Optional.of(parameters)));
    }

    private ReadReplicas readReplicas(DatabaseTier tier, Database source) {
        ReadReplicas replicas = new ReadReplicas(
                stage,
                "ReadReplicas",
                new ReadReplicas.Props(
                        tier,
                        source,
                        "read replicas",
                        "replica",
                        sizes.database().instanceClass(),
                        sizes.database().storageGiB(),
                        sizes.replicas(),
                        Optional.empty()));
        return Components.tag("read-replicas", replicas);
    }

    /** The load balancer in front of the replicas of databases, in the order of their ports. */
    private ReplicaLoadBalancer replicaLoadBalancer(List<ReadReplicas> replicas) {
        return Components.tag(
                "replica-load-balancer",
                new ReplicaLoadBalancer(
                        stage, "ReplicaLoadBalancer", new ReplicaLoadBalancer.Props(foundation.context(), replicas)));
    }

    /** Content over several databases, of which the first is the system's first database. */
    private ContentShards contentShards(
            DatabaseTier tier, Database first, ReadReplicas firstReplicas, Database accounts) {
        return Components.tag(
                "content-shards",
                new ContentShards(
                        stage,
                        "ContentShards",
                        new ContentShards.Props(
                                tier,
                                first,
                                firstReplicas,
                                accounts,
                                sizes.shards().count(),
                                sizes.database().instanceClass(),
                                sizes.database().storageGiB(),
                                sizes.replicas())));
    }

    private Database database(
            String id,
            DatabaseTier tier,
            String component,
            String identifier,
            Sizes.Database size,
            boolean standby,
            Optional<DatabaseParameters> parameters) {
        return new Database(
                stage,
                id,
                new Database.Props(
                        tier,
                        component,
                        identifier,
                        size.instanceClass(),
                        size.storageGiB(),
                        standby,
                        parameters,
                        Optional.empty()));
    }
}

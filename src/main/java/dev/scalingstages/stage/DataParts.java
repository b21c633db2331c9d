package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.ContentShards;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseParameters;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.database.ReadReplicas;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.AccessLogs;
import java.util.Optional;
import software.constructs.Construct;

/**
 * Makes the parts of a stage that hold data, and what works on data behind queues: the counterpart of {@link Parts}, by
 * the same rules.
 */
final class DataParts {
    private final Construct stage;
    private final Sizes sizes;
    private final String databaseVersion;
    private final Foundation foundation;

    DataParts(Construct stage, StageProps props, Foundation foundation) {
        this.stage = stage;
        this.sizes = props.sizes();
        this.databaseVersion = props.settings().databaseVersion();
        this.foundation = foundation;
    }

    /** The cache of sessions and hot rows. */
    Cache cache() {
        return Components.tag(
                "cache",
                new Cache(
                        stage,
                        "Cache",
                        new Cache.Props(
                                foundation.network(),
                                foundation.keys().dataArn(),
                                foundation.keys().operationsArn(),
                                foundation.alarms(),
                                sizes.cache().nodeType(),
                                sizes.cache().shards(),
                                sizes.cache().replicasPerShard())));
    }

    /** What all databases of the stage share. */
    DatabaseTier databaseTier() {
        return Components.tag(
                "database-tier",
                new DatabaseTier(
                        stage,
                        "DatabaseTier",
                        new DatabaseTier.Props(
                                foundation.network(),
                                foundation.endpoints(),
                                foundation.keys().dataArn(),
                                foundation.keys().operationsArn(),
                                foundation.functions(),
                                foundation.alarms(),
                                databaseVersion,
                                sizes.database().bufferPoolPercent(),
                                sizes.database().maximumConnections())));
    }

    /** The system's first database, which is the first shard of content from stage 6 on. */
    Database database(DatabaseTier tier, boolean standby) {
        Database database = firstShard(tier, standby);
        database.raiseAlarms();
        return database;
    }

    /** The same as one of several shards, which have their alarms together. */
    Database firstShard(DatabaseTier tier, boolean standby) {
        return Components.tag(
                "database",
                database("Database", tier, "database", "database", sizes.database(), standby, Optional.empty()));
    }

    /** The database of accounts, apart from content; its alarms are the shards'. */
    Database accounts(DatabaseTier tier) {
        Sizes.Database size = sizes.accounts();
        DatabaseParameters parameters = Components.tag(
                "accounts",
                new DatabaseParameters(
                        stage, "AccountsParameters", size.bufferPoolPercent(), size.maximumConnections()));
        return Components.tag(
                "accounts",
                database("Accounts", tier, "accounts database", "accounts", size, true, Optional.of(parameters)));
    }

    /** The first database's replicas. */
    ReadReplicas readReplicas(DatabaseTier tier, Database source) {
        ReadReplicas replicas = firstReplicas(tier, source);
        replicas.raiseAlarms();
        return replicas;
    }

    /** The same as those of one of several shards, which have their alarms together. */
    ReadReplicas firstReplicas(DatabaseTier tier, Database source) {
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

    /** The load balancer in front of replicas. */
    ReplicaLoadBalancer replicaLoadBalancer() {
        return Components.tag(
                "replica-load-balancer",
                new ReplicaLoadBalancer(
                        stage,
                        "ReplicaLoadBalancer",
                        new ReplicaLoadBalancer.Props(
                                foundation.network(),
                                foundation.keys().operationsArn(),
                                foundation.functions(),
                                foundation.alarms())));
    }

    /** Content over several databases, of which the first is the system's first database. */
    ContentShards contentShards(DatabaseTier tier, Database first, ReadReplicas firstReplicas, Database accounts) {
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

    /** The two key-value tables. */
    Tables tables() {
        return Components.tag("tables", new Tables(stage, "Tables", foundation, sizes.countersReadUnits()));
    }

    /** What happens behind the queues. */
    Jobs jobs(AccessLogs accessLogs) {
        return Components.tag("jobs", new Jobs(stage, "Jobs", foundation, accessLogs, sizes));
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

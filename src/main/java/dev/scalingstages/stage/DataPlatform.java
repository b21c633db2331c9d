package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.ContentShards;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.database.ReadReplicas;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 6: content over several databases by key, accounts in one of their own, queues and workers, key-value tables,
 * and a warehouse for what is old (S6.1 to S6.9).
 */
public final class DataPlatform extends Construct {
    /** In addition to stage 5: queues and the warehouse's Data API. */
    static final List<Service> SERVICES = Stream.concat(
                    LoadBalanced.SERVICES.stream(), Stream.of(Service.SQS, Service.REDSHIFT_DATA))
            .toList();

    /** Requests a minute for one web server: two thirds of the 10,000 a second that its size is chosen for. */
    private static final int WEB_REQUESTS = 400_000;

    /** Requests a minute for one server of the read API: two thirds of 10,000 a second. */
    private static final int READ_REQUESTS = 400_000;

    /** Requests a minute for one server of the write API: two thirds of 500 a second. */
    private static final int WRITE_REQUESTS = 20_000;

    public DataPlatform(Construct scope, String id, StageProps props) {
        super(scope, id);
        Sizes sizes = props.sizes();
        Foundation foundation =
                new Foundation(this, "Foundation", props, SERVICES, Set.of(Use.PATCH_BASELINES), Network.ZONES);
        Parts parts = new Parts(this, props, foundation);
        DataParts data = new DataParts(this, props, foundation);

        AccessLogs accessLogs = parts.accessLogs();
        ContentStore content = parts.content(accessLogs);
        FrontDoor door = parts.frontDoor(accessLogs, content);

        Fleet web = parts.web(door);
        InternalLoadBalancer internal = parts.internalLoadBalancer(accessLogs);
        internal.allowConnectionsFrom(web.identity());

        Fleet writeApi = parts.writeApi(internal, door);
        Fleet readApi = parts.readApi(internal, door);
        content.allowWritesFrom(writeApi.identity());

        Cache cache = data.cache();
        cache.allowConnectionsFrom(writeApi.identity());
        cache.allowReadsFrom(readApi.identity());

        Fleet worker = parts.worker();
        cache.allowConnectionsFrom(worker.identity());
        content.allowJudgementBy(worker.identity());
        Jobs jobs = data.jobs(accessLogs);
        jobs.acceptFrom(writeApi.identity());
        jobs.announceUploadsOf(content);
        jobs.workBy(worker);
        // A write that is acknowledged has to be worked on, also when the step that brings the workers fails.
        writeApi.identity().startAfter(worker.resource());

        DatabaseTier tier = data.databaseTier();
        Database database = data.firstShard(tier, true);
        ReadReplicas replicas = data.firstReplicas(tier, database);
        Database accounts = data.accounts(tier);
        ContentShards shards = data.contentShards(tier, database, replicas, accounts);
        ReplicaLoadBalancer replicaLoadBalancer = data.replicaLoadBalancer();
        shards.balance(replicaLoadBalancer);
        shards.allowWritesFrom(writeApi.identity());
        shards.allowWritesFrom(worker.identity());
        shards.allowLooksAtReplicasFrom(worker.identity());
        shards.allowReadsFrom(readApi.identity(), replicaLoadBalancer);

        accounts.allowConnectionsFrom(writeApi.identity(), "ACCOUNTS_DATABASE");
        accounts.allowConnectionsFrom(worker.identity(), "ACCOUNTS_DATABASE");

        Tables tables = data.tables();
        tables.allowUseBy(writeApi.identity(), readApi.identity(), worker.identity());

        List<Fleet> fleets = List.of(web, writeApi, readApi, worker);
        fleets.forEach(Fleet::launch);
        parts.watch(fleets);
        door.openAfter(fleets);
        foundation.functions().raise();
        parts.backUp(Stream.of(shards.arns(), List.of(accounts.arn()), tables.arns())
                .flatMap(List::stream)
                .toList());

        parts.scale(web, sizes.web(), WEB_REQUESTS);
        parts.scale(writeApi, sizes.writeApi(), WRITE_REQUESTS);
        parts.scale(readApi, sizes.readApi(), READ_REQUESTS);
        Operations operations = parts.operations(
                accessLogs,
                door,
                web,
                fleets,
                Stream.concat(shards.identifiers().stream(), Stream.of(accounts.identifier()))
                        .toList(),
                cache);

        new Outputs(this)
                .addTiers(door, web, internal, writeApi, readApi, content)
                .addFoundation(foundation)
                .add("CacheHost", "The cache, from application servers only", cache.host())
                .add("DatabaseHost", "The first shard, from write API and worker only", database.host())
                .add("AccountsDatabaseHost", "Accounts, from write API and worker only", accounts.host())
                .add("ReplicasHost", "The replicas, from the read API only", replicaLoadBalancer.dnsName())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn())
                .add("ShardHosts", "The shards, from write API and worker only", String.join(",", shards.hosts()))
                .add("AccountsSecretArn", "The accounts database's credentials", accounts.secretArn())
                .add("CountersTable", "Counters and likes", tables.countersName())
                .add("ShardMapTable", "Which bucket is on which shard", tables.shardMapName())
                .add("WorkerGroup", "The workers", worker.groupName())
                .add(
                        "WarehouseWorkgroup",
                        "The history, by the Data API",
                        jobs.warehouse().workgroupName())
                .add("ArchiveBucket", "Rows that left MySQL", jobs.archiveBucket())
                .add("DashboardUrl", "The page to open first", operations.dashboardUrl())
                .add("DeploymentAlarmArn", "For a deploy's rollback triggers", operations.deploymentAlarmArn());
    }
}

package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.database.ReadReplicas;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.network.Network;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import software.constructs.Construct;

/**
 * Stage 4: a cache and read replicas take the reads, writes stay with the primary, and servers keep no state
 * (S4.1 to S4.7).
 */
public final class ReplicatedReads extends Construct {
    public ReplicatedReads(Construct scope, String id, StageProps props) {
        super(scope, id);
        Foundation foundation =
                new Foundation(this, "Foundation", props, LoadBalanced.SERVICES, Set.of(), Network.ZONES);
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

        DatabaseTier tier = data.databaseTier();
        Database database = data.database(tier, true);
        database.allowConnectionsFrom(writeApi.identity());

        ReadReplicas replicas = data.readReplicas(tier, database);
        ReplicaLoadBalancer replicaLoadBalancer = data.replicaLoadBalancer();
        replicaLoadBalancer.allowReplicas(replicas.securityGroup());
        replicaLoadBalancer.balance(replicas, 0);
        replicaLoadBalancer.follow();
        replicaLoadBalancer.allowConnectionsFrom(readApi.identity());
        database.allowSignIn(readApi.identity(), "DATABASE");

        List<Fleet> fleets = List.of(web, writeApi, readApi);
        fleets.forEach(Fleet::launch);
        parts.watch(fleets);
        door.openAfter(fleets);
        foundation.functions().raise();
        parts.backUp(List.of(database.arn()));

        new Outputs(this)
                .addTiers(door, web, internal, writeApi, readApi, content)
                .addFoundation(foundation)
                .add("CacheHost", "The cache, from application servers only", cache.host())
                .add("DatabaseHost", "The primary, from the write API only", database.host())
                .add("ReplicasHost", "The replicas, from the read API only", replicaLoadBalancer.dnsName())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn());
    }
}

package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.database.ReadReplicas;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import software.constructs.Construct;

/**
 * Stage 5: each fleet follows the load between its minimum and maximum, and operations run by themselves: rolling
 * deploys that roll back, patches, dashboard, audit, a probe from outside, error reporting (S5.1 to S5.5).
 */
public final class Autoscaled extends Construct {
    /** Requests a minute for one web server: two thirds of the 5,000 a second that its size is chosen for. */
    private static final int WEB_REQUESTS = 200_000;

    /** Requests a minute for one server of the read API: two thirds of 2,500 a second. */
    private static final int READ_REQUESTS = 100_000;

    /** Requests a minute for one server of the write API: two thirds of 500 a second. */
    private static final int WRITE_REQUESTS = 20_000;

    public Autoscaled(Construct scope, String id, StageProps props) {
        super(scope, id);
        Sizes sizes = props.sizes();
        Foundation foundation = new Foundation(
                this, "Foundation", props, LoadBalanced.SERVICES, Set.of(Use.PATCH_BASELINES), Network.ZONES);
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

        parts.scale(web, sizes.web(), WEB_REQUESTS);
        parts.scale(writeApi, sizes.writeApi(), WRITE_REQUESTS);
        parts.scale(readApi, sizes.readApi(), READ_REQUESTS);
        Operations operations = parts.operations(accessLogs, door, web, fleets, List.of(database.identifier()), cache);

        new Outputs(this)
                .addTiers(door, web, internal, writeApi, readApi, content)
                .addFoundation(foundation)
                .add("CacheHost", "The cache, from application servers only", cache.host())
                .add("DatabaseHost", "The primary, from the write API only", database.host())
                .add("ReplicasHost", "The replicas, from the read API only", replicaLoadBalancer.dnsName())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn())
                .add("DashboardUrl", "The page to open first", operations.dashboardUrl())
                .add("DeploymentAlarmArn", "For a deploy's rollback triggers", operations.deploymentAlarmArn());
    }
}

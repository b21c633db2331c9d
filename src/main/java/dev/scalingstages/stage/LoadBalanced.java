package dev.scalingstages.stage;

import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.delivery.InternalLoadBalancer;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 3: a load balancer and a CDN in front, web servers and two groups of application servers behind them over three
 * zones, and a standby for the database (S3.1 to S3.8).
 */
public final class LoadBalanced extends Construct {
    /** In addition to stage 2: the signals of servers that have booted. */
    static final List<Service> SERVICES = Stream.concat(
                    SeparateStorage.SERVICES.stream(), Stream.of(Service.CLOUDFORMATION))
            .toList();

    public LoadBalanced(Construct scope, String id, StageProps props) {
        super(scope, id);
        Foundation foundation = new Foundation(this, "Foundation", props, SERVICES, Set.of(), Network.ZONES);
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

        DatabaseTier tier = data.databaseTier();
        Database database = data.database(tier, true);
        database.allowConnectionsFrom(writeApi.identity());
        database.allowConnectionsFrom(readApi.identity());

        List<Fleet> fleets = List.of(web, writeApi, readApi);
        fleets.forEach(Fleet::launch);
        parts.watch(fleets);
        door.openAfter(fleets);
        foundation.functions().raise();
        parts.backUp(List.of(database.arn()));

        new Outputs(this)
                .addTiers(door, web, internal, writeApi, readApi, content)
                .addFoundation(foundation)
                .add("DatabaseHost", "The database, from application servers only", database.host())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn());
    }
}

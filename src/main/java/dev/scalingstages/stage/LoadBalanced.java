package dev.scalingstages.stage;

import dev.scalingstages.database.Database;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Service;
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

        Stores stores = new Stores(this, props, foundation);
        Buckets buckets = stores.buckets();
        Database database = stores.databaseWithStandby();
        stores.backUp(List.of(database.arn()));

        Tiers tiers = new Tiers.Builder(this, props, foundation, buckets)
                .writeApi(buckets.content()::allowWritesFrom, database::allowConnectionsFrom)
                .readApi(database::allowConnectionsFrom)
                .build();
        foundation.watch(Stream.of(tiers.function(), database.rotation()));

        new Outputs(this).add(foundation).add(tiers).add(database, "The database, from application servers only");
    }
}

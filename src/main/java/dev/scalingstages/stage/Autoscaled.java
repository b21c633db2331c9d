package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.operations.Operations;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 5: each fleet follows the load between its minimum and maximum, and operations are automated: rolling deploys
 * that roll back, patches, dashboard, audit, a probe from outside, error reporting (S5.1 to S5.5).
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
        Foundation foundation = new Foundation(
                this, "Foundation", props, LoadBalanced.SERVICES, Set.of(Use.PATCH_BASELINES), Network.ZONES);

        Stores stores = new Stores(this, props, foundation);
        Buckets buckets = stores.buckets();
        Cache cache = stores.cache();
        ReplicatedDatabase database = stores.replicatedDatabase();
        stores.backUp(List.of(database.primary().arn()));

        Tiers tiers = new Tiers.Builder(this, props, foundation, buckets)
                .writeApi(buckets.content()::allowWritesFrom, cache::allowConnectionsFrom, database::allowWritesFrom)
                .readApi(cache::allowReadsFrom, database::allowReadsFrom)
                .build();
        foundation.watch(Stream.concat(Stream.of(tiers.function()), database.functions()));

        // In addition to stage 4: fleets follow the load, and operations are automated.
        tiers.scaleWeb(WEB_REQUESTS);
        tiers.scaleWriteApi(WRITE_REQUESTS);
        tiers.scaleReadApi(READ_REQUESTS);
        Operations operations =
                tiers.operations(cache, List.of(database.primary().identifier()));

        new Outputs(this).add(foundation).add(tiers).add(cache).add(database).add(operations);
    }
}

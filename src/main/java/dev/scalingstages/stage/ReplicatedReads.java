package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.network.Network;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

        Stores stores = new Stores(this, props, foundation);
        Buckets buckets = stores.buckets();
        // In addition to stage 3: the cache and the replicas, which take the reads.
        Cache cache = stores.cache();
        ReplicatedDatabase database = stores.replicatedDatabase();
        stores.backUp(List.of(database.primary().arn()));

        Tiers tiers = new Tiers.Builder(this, props, foundation, buckets)
                .writeApi(buckets.content()::allowWritesFrom, cache::allowConnectionsFrom, database::allowWritesFrom)
                .readApi(cache::allowReadsFrom, database::allowReadsFrom)
                .build();
        foundation.watch(Stream.concat(Stream.of(tiers.function()), database.functions()));

        new Outputs(this).add(foundation).add(tiers).add(cache).add(database);
    }
}

package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.network.Network;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 6: content over several databases by key, accounts in a separate one, queues and workers, key-value tables, and
 * a warehouse for old rows (S6.1 to S6.9).
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
        Foundation foundation =
                new Foundation(this, "Foundation", props, SERVICES, Set.of(Use.PATCH_BASELINES), Network.ZONES);

        Stores stores = new Stores(this, props, foundation);
        Buckets buckets = stores.buckets();
        ContentStore content = buckets.content();
        Cache cache = stores.cache();
        // In addition to stage 5: content over several databases, accounts apart, tables for very hot data, and work
        // behind queues.
        ShardedDatabases databases = stores.shardedDatabases();
        Tables tables = stores.tables();
        Jobs jobs = stores.jobs(buckets);
        stores.backUp(
                Stream.concat(databases.arns().stream(), tables.arns().stream()).toList());

        Tiers tiers = new Tiers.Builder(this, props, foundation, buckets)
                .worker(
                        cache::allowConnectionsFrom,
                        content::allowPhotoProcessingBy,
                        jobs::allowWorkBy,
                        databases::allowMovesBy,
                        tables::allowMovesBy)
                .writeApi(
                        content::allowWritesFrom,
                        cache::allowConnectionsFrom,
                        jobs::allowEnqueuingBy,
                        databases::allowWritesFrom,
                        tables::allowWritesFrom)
                .readApi(cache::allowReadsFrom, databases::allowReadsFrom, tables::allowReadsFrom)
                .build();
        foundation.watch(Stream.concat(Stream.of(tiers.function()), databases.functions()));

        tiers.scaleWeb(WEB_REQUESTS);
        tiers.scaleWriteApi(WRITE_REQUESTS);
        tiers.scaleReadApi(READ_REQUESTS);
        jobs.scale(tiers.worker());
        Operations operations = tiers.operations(cache, databases.identifiers());

        new Outputs(this)
                .add(foundation)
                .add(tiers)
                .add(cache)
                .add(databases)
                .add(tables)
                .add(jobs)
                .add("WorkerGroup", "The workers", tiers.worker().groupName())
                .add(operations);
    }
}

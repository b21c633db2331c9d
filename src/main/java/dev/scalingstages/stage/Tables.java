package dev.scalingstages.stage;

import dev.scalingstages.data.Table;
import dev.scalingstages.runtime.ServerIdentity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import software.constructs.Construct;

/** The two key-value tables: counters and likes, which are very hot, and the map from buckets of keys to shards. */
final class Tables extends Construct {
    private final Foundation foundation;
    private final Table counters;
    private final Table shardMap;

    /**
     * @param countersReadUnits the read units a second that the counters are ready for at once
     */
    Tables(Construct scope, String id, Foundation foundation, int countersReadUnits) {
        super(scope, id);
        this.foundation = foundation;
        counters = table("Counters", "subject", Optional.of("actor"), OptionalInt.of(countersReadUnits));
        shardMap = table("ShardMap", "bucket", Optional.empty(), OptionalInt.empty());
        Table.raiseAlarms(this, List.of(counters, shardMap), foundation.alarms());
    }

    /** Lets writers and workers change both tables, and readers read them. */
    void allowUseBy(ServerIdentity writer, ServerIdentity reader, ServerIdentity worker) {
        for (ServerIdentity server : List.of(writer, reader, worker)) {
            foundation.endpoints().allowDynamoDbFrom(server);
        }
        counters.allowUseBy(writer, "COUNTERS_TABLE");
        counters.allowUseBy(worker, "COUNTERS_TABLE");
        counters.allowReadsFrom(reader, "COUNTERS_TABLE");
        shardMap.allowUseBy(worker, "SHARD_MAP_TABLE");
        shardMap.allowReadsFrom(writer, "SHARD_MAP_TABLE");
        shardMap.allowReadsFrom(reader, "SHARD_MAP_TABLE");
    }

    /** The name of the table of counters and likes. */
    String countersName() {
        return counters.name();
    }

    /** The name of the table that maps buckets to shards. */
    String shardMapName() {
        return shardMap.name();
    }

    /** The ARNs, for backups. */
    List<String> arns() {
        return List.of(counters.arn(), shardMap.arn());
    }

    private Table table(String id, String partitionKey, Optional<String> sortKey, OptionalInt warmReads) {
        return new Table(this, id, new Table.Props(foundation.keys().dataArn(), partitionKey, sortKey, warmReads));
    }
}

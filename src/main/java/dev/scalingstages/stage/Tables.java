package dev.scalingstages.stage;

import dev.scalingstages.data.Table;
import dev.scalingstages.runtime.ServerSetup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import software.constructs.Construct;

/** The two key-value tables: very hot counters and likes, and the map from buckets of keys to shards. */
final class Tables extends Construct {
    private static final String COUNTERS = "COUNTERS_TABLE";
    private static final String SHARD_MAP = "SHARD_MAP_TABLE";

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
        Table.defineAlarm(
                this, List.of(counters, shardMap), foundation.context().alarms());
    }

    /** Lets a kind of server write counters and likes, and look up the shard of content. */
    void allowWritesFrom(ServerSetup server) {
        foundation.endpoints().allowDynamoDbFrom(server);
        counters.allowUseBy(server, COUNTERS);
        shardMap.allowReadsFrom(server, SHARD_MAP);
    }

    /** Lets a kind of server read both tables. */
    void allowReadsFrom(ServerSetup server) {
        foundation.endpoints().allowDynamoDbFrom(server);
        counters.allowReadsFrom(server, COUNTERS);
        shardMap.allowReadsFrom(server, SHARD_MAP);
    }

    /** Lets a kind of server change both tables: a server that moves content between shards records where it is. */
    void allowMovesBy(ServerSetup server) {
        foundation.endpoints().allowDynamoDbFrom(server);
        counters.allowUseBy(server, COUNTERS);
        shardMap.allowUseBy(server, SHARD_MAP);
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
        return new Table(this, id, new Table.Props(foundation.context().dataKey(), partitionKey, sortKey, warmReads));
    }
}

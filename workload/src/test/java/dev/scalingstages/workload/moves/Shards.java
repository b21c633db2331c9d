package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two shards, each with a replica, and their map, in a form that fits on a command line; and a process that moves buckets. */
record Shards(int primary, int replica, Path authority, String first, String second, URI dynamo) {
    /** How long old rows stay. The map of the tests' readers is half a second old at most. */
    static final Duration GRACE = Duration.ofSeconds(3);

    /** Who writes. Each is in a bucket of its own, and these are the buckets that move. */
    static final List<AccountId> OWNERS = IntStream.range(0, 8)
            .mapToObj(i -> new AccountId(AccountId.firstOf(i * 146).value() + 17 + i))
            .toList();

    List<String> arguments(int to) {
        return List.of(
                Integer.toString(primary),
                Integer.toString(replica),
                authority.toString(),
                first,
                second,
                dynamo.toString(),
                Integer.toString(to));
    }

    public static void main(String[] arguments) {
        Shards shards = new Shards(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Path.of(arguments[2]),
                arguments[3],
                arguments[4],
                URI.create(arguments[5]));
        int to = Integer.parseInt(arguments[6]);
        try (AwsClients clients = TestClients.of(Map.of(Service.DYNAMODB, shards.dynamo()));
                Database first = new Database(
                        shards.settings(shards.primary(), shards.first()).forMaintenance());
                Database second = new Database(
                        shards.settings(shards.primary(), shards.second()).forMaintenance());
                Database firstReplica = new Database(shards.settings(shards.replica(), shards.first()));
                Database secondReplica = new Database(shards.settings(shards.replica(), shards.second()))) {
            ShardMover mover = new ShardMover(
                    List.of(first, second),
                    new DynamoShardMap(clients, TestTables.SHARD_MAP, Clock.systemUTC()),
                    Replicas.observed(Map.of(1, List.of(firstReplica), 2, List.of(secondReplica))),
                    GRACE);
            System.out.println(Child.BEGIN);
            mover.run(map -> plan(map, to), Deadline.never());
            System.out.println("done");
        }
    }

    /** Moves all buckets that have owners to one shard. */
    static Plan plan(List<Integer> map, int to) {
        return new Plan(OWNERS.stream()
                .map(AccountId::bucket)
                .filter(bucket -> map.get(bucket) != to)
                .map(bucket -> new Plan.Move(bucket, map.get(bucket), to))
                .toList());
    }

    DatabaseSettings settings(int port, String schema) {
        return TestDatabases.settings(port, authority, schema);
    }
}

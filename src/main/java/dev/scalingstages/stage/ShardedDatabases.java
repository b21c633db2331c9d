package dev.scalingstages.stage;

import dev.scalingstages.database.ContentShards;
import dev.scalingstages.database.Database;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.runtime.WatchedFunction;
import java.util.List;
import java.util.stream.Stream;

/**
 * Content over several databases, each with replicas that answer its reads, and accounts in a separate database.
 *
 * @param first the first shard, which is the database of the stages before
 * @param shards all of them
 * @param replicas one address for the replicas of all shards
 * @param accounts the database of accounts
 */
record ShardedDatabases(Database first, ContentShards shards, ReplicaLoadBalancer replicas, Database accounts) {
    /** Lets a kind of server write content and accounts. */
    void allowWritesFrom(ServerSetup server) {
        shards.allowWritesFrom(server);
        allowAccountsFrom(server);
    }

    /** Lets a kind of server read content from the replicas, without a connection to the primaries or to accounts. */
    void allowReadsFrom(ServerSetup server) {
        shards.allowReadsFrom(server, replicas);
    }

    /** Lets a kind of server write, and move content between shards. */
    void allowMovesBy(ServerSetup server) {
        shards.allowWritesFrom(server);
        shards.allowReplicaQueriesFrom(server);
        allowAccountsFrom(server);
    }

    /** The ARNs of all databases except replicas, for backups. */
    List<String> arns() {
        return primaries().map(Database::arn).toList();
    }

    /** The RDS identifiers of the same databases. */
    List<String> identifiers() {
        return primaries().map(Database::identifier).toList();
    }

    /** The functions that serve all these databases. */
    Stream<WatchedFunction> functions() {
        Stream<Database> later = shards.primaries().stream().skip(1);
        return Stream.concat(
                Stream.concat(Stream.of(first, accounts), later).map(Database::rotation),
                Stream.of(replicas.follower()));
    }

    private Stream<Database> primaries() {
        return Stream.concat(shards.primaries().stream(), Stream.of(accounts));
    }

    private void allowAccountsFrom(ServerSetup server) {
        accounts.allowConnectionsFrom(server, "ACCOUNTS_DATABASE");
    }
}

package dev.scalingstages.stage;

import dev.scalingstages.database.Database;
import dev.scalingstages.database.ReplicaLoadBalancer;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.runtime.WatchedFunction;
import java.util.stream.Stream;

/**
 * A database whose replicas answer the reads.
 *
 * @param primary takes the writes
 * @param replicas one address for all of them
 */
record ReplicatedDatabase(Database primary, ReplicaLoadBalancer replicas) {
    /** Lets a kind of server write, and read what it wrote. */
    void allowWritesFrom(ServerSetup server) {
        primary.allowConnectionsFrom(server);
    }

    /** Lets a kind of server read from the replicas, without a connection to the primary. */
    void allowReadsFrom(ServerSetup server) {
        replicas.allowConnectionsFrom(server);
        primary.allowSignIn(server, "DATABASE");
    }

    /** The functions that serve the database and its replicas. */
    Stream<WatchedFunction> functions() {
        return Stream.of(primary.rotation(), replicas.follower());
    }
}

package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.moves.Plan.Move;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.shards.ShardedPosts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two shards with a replica each and their map, for each class that extends it. */
abstract class ShardMoverFixture {
    static final Replicas NO_REPLICAS = (bucket, shard) -> {};
    static final AccountId OWNER = Shards.OWNERS.getFirst();
    static final Move THERE = new Move(OWNER.bucket(), 1, 2);

    static MariaDbCluster cluster;
    static TestTables tables;
    static Shards shards;
    static Database first;
    static Database second;
    static Database firstReplica;
    static Database secondReplica;

    final DynamoShardMap map = new DynamoShardMap(tables.clients(), TestTables.SHARD_MAP, new FastClock());
    final Samples samples = new Samples(System.nanoTime());

    @BeforeAll
    static void start() throws Exception {
        cluster = MariaDbCluster.start(1);
        tables = new TestTables();
        MariaDbServer primary = cluster.primary();
        int replica = cluster.replicas().getFirst().port();
        shards = new Shards(
                primary.port(),
                replica,
                primary.authority(),
                "first",
                "second",
                tables.server().endpoint());
        primary.createSchema("first");
        primary.createSchema("second");
        Migrations.apply(shards.settings(primary.port(), "first"), Migrations.Kind.FIRST);
        Migrations.apply(shards.settings(primary.port(), "second"), Migrations.Kind.SHARD);
        first = new Database(shards.settings(primary.port(), "first"));
        second = new Database(shards.settings(primary.port(), "second"));
        firstReplica = new Database(shards.settings(replica, "first"));
        secondReplica = new Database(shards.settings(replica, "second"));
        cluster.awaitReplication(Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() {
        List.of(first, second, firstReplica, secondReplica).forEach(Database::close);
        tables.close();
        cluster.close();
    }

    @BeforeEach
    void allOnTheFirst() {
        for (Database shard : List.of(first, second)) {
            List.of("posts", "timeline", "moves").forEach(table -> Sql.update(shard, "DELETE FROM " + table));
            Sql.update(shard, "UPDATE buckets SET held = " + (shard == first));
        }
        for (AccountId owner : Shards.OWNERS) {
            map.assign(owner.bucket(), 2, 1);
        }
        map.refresh();
    }

    /** Four times as fast as it should be, so that a map is only half a second old at most. */
    private static final class FastClock extends Clock {
        private final long start = System.nanoTime();

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(4 * (System.nanoTime() - start));
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    ShardedPosts posts(Database firstReader, Database secondReader) {
        return new ShardedPosts(map, List.of(new MySqlPosts(first, firstReader), new MySqlPosts(second, secondReader)));
    }

    ShardMover mover(Replicas replicas, Duration grace) {
        return new ShardMover(List.of(first, second), map, replicas, grace);
    }

    ShardMover mover() {
        return mover(NO_REPLICAS, Duration.ZERO);
    }

    static long count(Database shard, String table) {
        return Long.parseLong(Sql.value(shard, "SELECT COUNT(*) FROM " + table));
    }

    List<Post> written(int count) {
        Posts posts = posts(first, second);
        List<Post> written =
                Stream.generate(() -> samples.post(OWNER)).limit(count).toList();
        written.forEach(posts::add);
        return written;
    }

    static void assertNothingIsLeft(Database source) {
        assertThat(count(source, "posts")).isZero();
        assertThat(count(source, "timeline")).isZero();
        assertThat(count(source, "moves")).isZero();
    }
}

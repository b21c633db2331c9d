package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.DynamoShardMap;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.content.WrongShardException;
import dev.scalingstages.workload.moves.Ledger.Found;
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
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardMoverTest {
    private static final int KILLS = 20;
    private static final int KILLS_EACH = 7;
    private static final int MOST_READ = 20;
    private static final Replicas NO_REPLICAS = (bucket, shard) -> {};
    private static final AccountId OWNER = Shards.OWNERS.getFirst();
    private static final Move THERE = new Move(OWNER.bucket(), 1, 2);

    private static final String OWNER_KEY = Long.toUnsignedString(OWNER.value()) + "/";

    private static MariaDbCluster cluster;
    private static TestTables tables;
    private static Shards shards;
    private static Database first;
    private static Database second;
    private static Database firstReplica;
    private static Database secondReplica;

    private final DynamoShardMap map = new DynamoShardMap(tables.clients(), TestTables.SHARD_MAP, new FastClock());
    private final Samples samples = new Samples(System.nanoTime());

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

    private ShardedPosts posts(Database firstReader, Database secondReader) {
        return new ShardedPosts(map, List.of(new MySqlPosts(first, firstReader), new MySqlPosts(second, secondReader)));
    }

    private ShardMover mover(Replicas replicas, Duration grace) {
        return new ShardMover(List.of(first, second), map, replicas, grace);
    }

    private ShardMover mover() {
        return mover(NO_REPLICAS, Duration.ZERO);
    }

    private static long count(Database shard, String table) {
        return Long.parseLong(Sql.value(shard, "SELECT COUNT(*) FROM " + table));
    }

    private List<Post> written(int count) {
        Posts posts = posts(first, second);
        List<Post> written =
                Stream.generate(() -> samples.post(OWNER)).limit(count).toList();
        written.forEach(posts::add);
        return written;
    }

    @Test
    void whatWasAcknowledgedIsThereOnceThoughTheMoverIsKilledAgainAndAgain() throws Exception {
        Killing killing = new Killing(Shards.class, new Random(6), 2500);
        ShardedPosts posts = posts(firstReplica, secondReplica);
        Ledger ledger = new Ledger();
        AtomicLong unseen = new AtomicLong();
        int runs = 0;
        try (Load writers = new Load("shards", 3, samples -> write(posts, ledger, samples));
                Load readers = new Load("readers", 1, samples -> unseen.addAndGet(unseen(posts, ledger)))) {
            writers.allow(200);
            readers.allow(Integer.MAX_VALUE);
            while (killing.kills() < KILLS) {
                int to = runs % 2 == 0 ? 2 : 1;
                assertThat(killing.run(KILLS_EACH, shards.arguments(to), () -> writers.allow(30), this::states))
                        .isEqualTo("done");
                runs++;
                assertNothingIsLeft(to == 1 ? second : first);
            }
            writers.end();
            readers.end();
        }
        cluster.awaitReplication(Duration.ofSeconds(20));
        Found found = ledger.lookInto(posts);
        long rows = count(first, "posts") + count(second, "posts");
        long duplicated = found.duplicated() + Math.abs(rows - count(first, "timeline") - count(second, "timeline"));
        System.out.printf(
                "Shard move: %d runs, %d kills, %d acknowledged writes, %d lost, %d duplicated, %d not seen meanwhile;"
                        + " killed at %s%n",
                runs, killing.kills(), found.acknowledged(), found.lost(), duplicated, unseen.get(), killing.states());
        assertThat(found.lost()).isZero();
        assertThat(duplicated).isZero();
        assertThat(rows).isBetween((long) found.acknowledged(), (long) ledger.attempted());
        assertThat(unseen.get()).isZero();
    }

    /** The steps of the buckets that are under way, but for those whose old rows wait. */
    private String states() {
        return Stream.of(first, second)
                .flatMap(shard -> shard.run(connection -> Journal.like(connection, "bucket-%")).stream())
                .map(Journal.Entry::step)
                .sorted()
                .findFirst()
                .orElse("none");
    }

    private static void write(Posts posts, Ledger ledger, Samples samples) {
        AccountId owner =
                Shards.OWNERS.get((int) Math.floorMod(samples.accountId().value(), 8L));
        Post post = samples.post(owner, PhotoState.AWAITED);
        if (ledger.add(posts, post)) {
            ledger.photo(posts, post, PhotoState.UPLOADED);
        }
    }

    /** How many posts a reader of replicas does not see, though they were acknowledged two seconds ago. */
    private static long unseen(Posts posts, Ledger ledger) throws InterruptedException {
        List<Post> known = ledger.posts();
        Thread.sleep(2000);
        return known.stream()
                .limit(MOST_READ)
                .filter(post -> posts.find(post.id()).isEmpty())
                .count();
    }

    private static void assertNothingIsLeft(Database source) {
        assertThat(count(source, "posts")).isZero();
        assertThat(count(source, "timeline")).isZero();
        assertThat(count(source, "moves")).isZero();
    }

    @Test
    void aBucketGoesThereAndBackWithAllItsRowsAndNoOthers() {
        List<Post> written = written(30);
        Post neighbour = samples.post(AccountId.firstOf(OWNER.bucket() + 1));
        posts(first, second).add(neighbour);
        mover().run(map -> new Plan(List.of(THERE)));
        assertThat(count(second, "posts")).isEqualTo(30);
        assertThat(count(first, "posts")).isEqualTo(1);
        assertThat(posts(first, second).find(written.getFirst().id())).contains(written.getFirst());
        assertThatThrownBy(() -> new MySqlPosts(first, first).add(samples.post(OWNER)))
                .isInstanceOf(WrongShardException.class);
        posts(first, second).add(samples.post(OWNER));
        mover().run(map -> new Plan(List.of(new Move(OWNER.bucket(), 2, 1))));
        assertThat(count(first, "timeline")).isEqualTo(32);
        assertNothingIsLeft(second);
    }

    @Test
    void oldRowsStayForReadersWithAnOldMap() {
        List<Post> written = written(3);
        ShardMover mover = mover(NO_REPLICAS, Duration.ofMinutes(1));
        mover.move(THERE);
        assertThat(mover.sweep()).isEqualTo(1);
        assertThat(new MySqlPosts(first, first).find(written.getFirst().id())).isPresent();
        // Back again only when they are gone.
        assertThatThrownBy(() -> mover.move(new Move(OWNER.bucket(), 2, 1))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aRowThatArrivesChangedFailsTheMoveAndTheSourceServesOn() throws Exception {
        Post post = written(5).get(3);
        cluster.primary().execute("""
                CREATE TRIGGER second.tamper BEFORE INSERT ON second.timeline FOR EACH ROW
                SET NEW.excerpt = IF(NEW.post_id = x'%s', 'tampered', NEW.excerpt)
                """.formatted(post.id()));
        try {
            assertThatThrownBy(() -> mover().move(THERE))
                    .isInstanceOf(MoveFailedException.class)
                    .hasMessage("1 of 5 rows of timeline differ, the first is " + OWNER_KEY + post.id());
        } finally {
            cluster.primary().execute("DROP TRIGGER second.tamper");
        }
        posts(first, second).add(samples.post(OWNER));
        assertThat(count(first, "posts")).isEqualTo(6);
        mover().run(map -> new Plan(List.of()));
        assertThat(count(second, "posts")).isEqualTo(6);
        assertNothingIsLeft(first);
    }

    @Test
    void theMapIsSwitchedOnlyWhenReplicasHaveTheRows() throws Exception {
        written(5);
        MariaDbServer replica = cluster.replicas().getFirst();
        replica.lag();
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Replicas observed = Replicas.observed(Map.of(2, List.of(secondReplica)));
            Future<?> move = thread.submit(() -> mover(observed, Duration.ZERO).move(THERE));
            assertThatThrownBy(() -> move.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(map.current().get(OWNER.bucket())).isEqualTo(1);
            replica.goOn();
            move.get(20, TimeUnit.SECONDS);
            assertThat(map.current().get(OWNER.bucket())).isEqualTo(2);
            assertThat(count(secondReplica, "posts")).isEqualTo(5);
        }
    }

    @Test
    void twoMoversOfABucketDoNotMeet() throws Exception {
        written(5);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Replicas slow = (bucket, shard) -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> move = thread.submit(() -> mover(slow, Duration.ZERO).move(THERE));
            try {
                inside.await();
                assertThatThrownBy(() -> mover().move(THERE))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessage("somebody else works at bucket-" + OWNER.bucket());
            } finally {
                goOn.countDown();
            }
            move.get();
        }
        // Its plan is old, but not wrong.
        mover().run(map -> new Plan(List.of(THERE)));
        mover().run(map -> new Plan(List.of(THERE)));
        assertNothingIsLeft(first);
    }

    @Test
    void bucketsWaitForReplicasSideBySide() {
        CyclicBarrier all = new CyclicBarrier(Shards.OWNERS.size());
        Replicas together = (bucket, shard) -> {
            try {
                all.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        };
        mover(together, Duration.ZERO).run(map -> Shards.plan(map, 2));
        assertThat(Shards.OWNERS)
                .allSatisfy(
                        owner -> assertThat(map.current().get(owner.bucket())).isEqualTo(2));
        assertNothingIsLeft(first);
    }

    @Test
    void aBucketThatIsNotThereIsNotMoved() {
        Sql.update(first, "UPDATE buckets SET held = FALSE");
        assertThatThrownBy(() -> mover().move(THERE)).isInstanceOf(MoveFailedException.class);
    }
}

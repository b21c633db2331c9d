package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final int KILLS = 10;
    private static final int KILLS_EACH = 5;
    private static final int OLD_EACH = 90;
    private static final Instant OLD = Archiving.BEFORE.minusSeconds(86_400);
    private static final List<AccountId> OWNERS = IntStream.range(0, 3)
            .mapToObj(i -> new AccountId(AccountId.firstOf(100 * i).value() + 5))
            .toList();

    private static S3Server s3;
    private static RedshiftServer redshift;
    private static Archiving places;
    private static AwsClients clients;
    private static Database shard;

    private final Posts posts = new MySqlPosts(shard, shard);
    private final History history = places.history(clients);
    private final Random random = new Random(5);

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
        try (AwsClients archive = TestClients.of(Map.of(Service.S3, s3.endpoint()))) {
            archive.s3().createBucket(request -> request.bucket(Archiving.BUCKET));
        }
        AwsClients archive = TestClients.of(Map.of(Service.S3, s3.endpoint()));
        redshift = RedshiftServer.start(archive.s3());
        places = new Archiving(
                SharedMariaDb.server().port(),
                SharedMariaDb.server().authority(),
                SharedMariaDb.newSchema(),
                s3.endpoint(),
                redshift.endpoint(),
                redshift.database());
        clients = places.clients();
        Migrations.apply(places.settings(), Migrations.Kind.FIRST);
        shard = new Database(places.settings());
    }

    @AfterAll
    static void stop() {
        shard.close();
        clients.close();
        redshift.close();
        s3.close();
    }

    @BeforeEach
    void empty() throws Exception {
        Sql.update(shard, "DELETE FROM posts");
        Sql.update(shard, "DELETE FROM timeline");
        Sql.update(shard, "UPDATE buckets SET held = TRUE");
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS posts");
        }
    }

    private Post post(AccountId owner, Instant time) {
        PostId id = PostId.create(owner, time, random);
        return new Post(id, owner, "Zoë 🦊", "Post " + id, PhotoState.NONE);
    }

    private List<Post> old(int count) {
        return old(count, OLD);
    }

    /** A second between each and the next. */
    private List<Post> old(int count, Instant first) {
        List<Post> old = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Post post = post(OWNERS.get(i % OWNERS.size()), first.plusSeconds(i));
            posts.add(post);
            old.add(post);
        }
        return old;
    }

    private static long count(String table) {
        return Long.parseLong(Sql.value(shard, "SELECT COUNT(*) FROM " + table));
    }

    /** The bodies in history by their posts' ids; the database behind it is faster to ask. */
    private static Map<String, String> inHistory() throws Exception {
        Map<String, String> bodies = new HashMap<>();
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement();
                ResultSet exists = statement.executeQuery("SELECT to_regclass('posts') IS NOT NULL")) {
            exists.next();
            if (exists.getBoolean(1)) {
                try (ResultSet rows = connection.createStatement().executeQuery("SELECT post_id, body FROM posts")) {
                    while (rows.next()) {
                        assertThat(bodies.put(rows.getString(1), rows.getString(2)))
                                .as("a post that is in history twice")
                                .isNull();
                    }
                }
            }
        }
        return bodies;
    }

    private static boolean isIn(Map<String, String> history, Post post) {
        return post.body().equals(history.get(post.id().toString()));
    }

    private long archive() {
        return places.archive(shard, history).run(Archiving.BEFORE);
    }

    @Test
    void whatWasAcknowledgedIsHereOrInHistoryThoughTheArchiveIsKilledAgainAndAgain() throws Exception {
        Killing killing = new Killing(Archiving.class, new Random(8), 3000);
        Ledger young = new Ledger();
        List<Post> old = new ArrayList<>();
        int runs = 0;
        try (Load writers = new Load("archive", 2, samples -> {
            AccountId owner = OWNERS.get((int) Math.floorMod(samples.accountId().value(), 3L));
            Post sample = samples.post(owner);
            young.add(posts, sample);
        })) {
            while (killing.kills() < KILLS) {
                old.addAll(old(OLD_EACH, OLD.plusSeconds(1000L * runs)));
                assertThat(killing.run(KILLS_EACH, places.arguments(), () -> writers.allow(20), () -> state(old)))
                        .isEqualTo("done");
                runs++;
            }
            writers.end();
        }
        Map<String, String> inHistory = inHistory();
        long lost = young.lookInto(posts).lost()
                + old.stream().filter(post -> !isIn(inHistory, post)).count();
        long left =
                old.stream().filter(post -> posts.find(post.id()).isPresent()).count();
        long duplicated = inHistory.size() - old.size() + left + Math.abs(count("posts") - count("timeline"));
        System.out.printf(
                "Archive: %d runs, %d kills, %d acknowledged writes, %d lost, %d duplicated; killed at %s%n",
                runs, killing.kills(), old.size() + young.size(), lost, duplicated, killing.states());
        assertThat(lost).isZero();
        assertThat(duplicated).isZero();
        assertThat(count("posts")).isBetween((long) young.size(), (long) young.attempted());
    }

    /** How many of the last posts are in history, and how many of these are still here. */
    private String state(List<Post> old) throws Exception {
        Map<String, String> inHistory = inHistory();
        List<Post> stored = old.subList(old.size() - OLD_EACH, old.size()).stream()
                .filter(post -> isIn(inHistory, post))
                .toList();
        long here = stored.stream()
                .filter(post -> posts.find(post.id()).isPresent())
                .count();
        return stored.size() + " stored, " + here + " of them not deleted";
    }

    @Test
    void oldPostsGoAndYoungOnesStay() throws Exception {
        List<Post> old = old(100);
        Post young = post(OWNERS.getFirst(), Archiving.BEFORE);
        posts.add(young);
        assertThat(archive()).isEqualTo(100);
        assertThat(count("posts")).isEqualTo(1);
        assertThat(count("timeline")).isEqualTo(1);
        assertThat(posts.find(young.id())).contains(young);
        assertThat(archive()).isZero();
        Map<String, String> inHistory = inHistory();
        assertThat(inHistory).hasSize(100);
        assertThat(old).allMatch(post -> isIn(inHistory, post));
    }

    @Test
    void aPostThatComesLateBetweenThoseInHistoryIsArchivedToo() throws Exception {
        old(100);
        archive();
        List<Post> late =
                List.of(post(OWNERS.getFirst(), OLD.plusSeconds(10)), post(OWNERS.getFirst(), OLD.plusSeconds(50)));
        late.forEach(posts::add);
        assertThat(archive()).isEqualTo(2);
        assertThat(inHistory()).hasSize(102);
        assertThat(count("posts")).isZero();
    }

    @Test
    void whatHistoryDoesNotHoldIsNotDeleted() {
        List<Post> old = old(20);
        AtomicInteger dropped = new AtomicInteger();
        History forgetful = new History() {
            @Override
            public Summary store(PostId first, PostId last, Iterator<Post> stored) {
                List<Post> kept = new ArrayList<>();
                stored.forEachRemaining(kept::add);
                kept.remove(2);
                dropped.incrementAndGet();
                return history.store(first, last, kept.iterator());
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                return history.summary(first, last);
            }
        };
        Archive archive = places.archive(shard, forgetful);
        assertThatThrownBy(() -> archive.run(Archiving.BEFORE))
                .isInstanceOf(MoveFailedException.class)
                .hasMessageContaining("history does not hold post " + old.get(6).id());
        assertThat(dropped).as("each bucket is tried").hasValue(3);
        assertThat(count("posts")).isEqualTo(20);
        assertThat(count("timeline")).isEqualTo(20);
    }

    @Test
    void aPostThatChangesWhileItIsStoredIsStoredAgain() throws Exception {
        Post post = new Post(
                PostId.create(OWNERS.getFirst(), OLD, random), OWNERS.getFirst(), "Zoë", "body", PhotoState.UPLOADED);
        posts.add(post);
        AtomicInteger times = new AtomicInteger();
        History slow = new History() {
            @Override
            public Summary store(PostId first, PostId last, Iterator<Post> stored) {
                Summary summary = history.store(first, last, stored);
                if (times.incrementAndGet() == 1) {
                    posts.photo(post.id(), PhotoState.READY);
                }
                return summary;
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                return history.summary(first, last);
            }
        };
        assertThat(places.archive(shard, slow).run(Archiving.BEFORE)).isEqualTo(1);
        assertThat(times).hasValue(2);
        try (Connection connection = redshift.connect();
                ResultSet row = connection.createStatement().executeQuery("SELECT photo FROM posts")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(PhotoState.READY.number());
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void aBucketThatTheShardDoesNotHoldIsLeftAlone() {
        old(30);
        Sql.update(
                shard,
                "UPDATE buckets SET held = FALSE WHERE bucket = "
                        + OWNERS.get(1).bucket());
        assertThat(archive()).isEqualTo(20);
        assertThat(count("posts")).isEqualTo(10);
    }

    @Test
    void aBucketThatSomebodyElseWorksAtIsLeftAndTheOthersAreArchived() {
        old(30);
        Locks.with(shard, "bucket-" + OWNERS.get(1).bucket(), connection -> {
            assertThatThrownBy(this::archive)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("somebody else works at 1 buckets, the others are archived");
            return true;
        });
        assertThat(count("posts")).isEqualTo(10);
    }

    @Test
    void aPostThatCannotBeLoadedKeepsItsBucketHereAndNoOther() throws Exception {
        old(3);
        archive();
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE posts ADD CONSTRAINT loadable CHECK (body <> 'poison')");
        }
        old(30, OLD.plusSeconds(100));
        AccountId owner = OWNERS.getFirst();
        Post poison = new Post(PostId.create(owner, OLD, random), owner, "Zoë", "poison", PhotoState.NONE);
        posts.add(poison);

        assertThatThrownBy(this::archive)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("bucket " + owner.bucket() + ": ")
                .hasMessageContaining("loadable");

        assertThat(count("posts")).as("those of the one bucket").isEqualTo(11);
        assertThat(posts.find(poison.id())).contains(poison);
        assertThat(inHistory()).hasSize(23);
    }

    @Test
    void whileHistoryDoesNotAnswerTheNightEndsSoon() {
        for (int bucket = 0; bucket < 10; bucket++) {
            posts.add(post(new AccountId(AccountId.firstOf(50 * bucket).value() + 5), OLD));
        }
        AtomicInteger tries = new AtomicInteger();
        History silent = new History() {
            @Override
            public Summary store(PostId first, PostId last, Iterator<Post> stored) {
                tries.incrementAndGet();
                throw new UnavailableException("Redshift does not answer");
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                throw new UnavailableException("Redshift does not answer");
            }
        };
        Archive archive = places.archive(shard, silent);
        assertThatThrownBy(() -> archive.run(Archiving.BEFORE))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("Redshift does not answer");
        assertThat(tries).hasValue(3);
        assertThat(count("posts")).isEqualTo(10);
    }

    @Test
    void twoAtOnceDoNoHarm() throws Exception {
        List<Post> old = old(60);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> both = List.of(threads.submit(this::archive), threads.submit(this::archive));
            for (Future<Long> one : both) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(UnavailableException.class);
                }
            }
        }
        archive();
        Map<String, String> inHistory = inHistory();
        assertThat(inHistory).hasSize(60);
        assertThat(old).allMatch(post -> isIn(inHistory, post));
        assertThat(count("posts")).isZero();
        assertThat(count("timeline")).isZero();
    }
}

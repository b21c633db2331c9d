package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.aws.DynamoLikes;
import dev.scalingstages.workload.aws.TestTables;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.MovedLikes;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MovingLikes;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LikesMoveTest {
    private static TestTables tables;

    private final Samples samples = new Samples(System.nanoTime());
    private final Database old =
            new Database(TestDatabases.newSchema(Migrations.Kind.FIRST).forMaintenance());
    private final DynamoLikes likes = new DynamoLikes(tables.clients(), TestTables.COUNTERS, Clock.systemUTC());
    private final Map<PostId, Long> expected = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @AfterEach
    void close() {
        old.close();
    }

    private void liked(int posts, int times) {
        MySqlLikes before = new MySqlLikes(old);
        for (int i = 0; i < posts; i++) {
            Post post = samples.post(samples.accountId());
            for (int j = 0; j < times; j++) {
                before.like(post.id(), samples.accountId());
            }
            expected.put(post.id(), (long) times);
        }
    }

    private long left() {
        return Long.parseLong(Sql.value(old, "SELECT COUNT(*) FROM likes"));
    }

    @Test
    void postsWithFewAndWithManyLikesMoveAndAreCountedOnce() {
        liked(40, 1);
        liked(10, 7);
        liked(1, 130);
        assertThat(new LikesMove(old, likes).run(Deadline.never())).isTrue();
        assertThat(left()).isZero();
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
        assertThat(new LikesMove(old, likes).run(Deadline.never())).isTrue();
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void likesThatAreThereAlreadyAreNotCountedAgain() {
        liked(1, 60);
        PostId post = expected.keySet().iterator().next();
        List<List<String>> rows = Sql.rows(old, "SELECT account_id FROM likes ORDER BY account_id");
        for (int i = 0; i < 60; i += 7) {
            likes.like(post, new AccountId(Long.parseUnsignedLong(rows.get(i).getFirst())));
        }
        assertThat(new LikesMove(old, likes).run(Deadline.never())).isTrue();
        assertThat(likes.counts(Set.of(post))).containsEntry(post, 60L);
    }

    /** Notes which posts are written at the same time. */
    private static class Watching implements MovedLikes {
        private final MovedLikes next;
        private final Set<PostId> underWay = ConcurrentHashMap.newKeySet();
        private final AtomicInteger met = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger largest = new AtomicInteger();

        Watching(MovedLikes next) {
            this.next = next;
        }

        @Override
        public void add(Collection<Like> moved) {
            Set<PostId> posts = Set.copyOf(moved.stream().map(Like::post).toList());
            largest.accumulateAndGet(moved.size() + posts.size(), Math::max);
            posts.stream().filter(post -> !underWay.add(post)).forEach(post -> met.incrementAndGet());
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                next.add(moved);
            } finally {
                atOnce.decrementAndGet();
                underWay.removeAll(posts);
            }
        }

        @Override
        public Optional<Like> firstMissing(Collection<Like> moved) {
            return next.firstMissing(moved);
        }
    }

    @Test
    void slicesGoSideBySideButForThoseOfOnePost() {
        liked(2, 120);
        liked(150, 2);
        Watching watching = new Watching(likes);
        assertThat(new LikesMove(old, watching).run(Deadline.never())).isTrue();
        assertThat(watching.mostAtOnce.get()).as("slices at once").isBetween(2, 4);
        assertThat(watching.met).as("slices that met on a post").hasValue(0);
        assertThat(watching.largest.get()).isLessThanOrEqualTo(MovedLikes.MOST);
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void aSliceThatTheNewStoreHasNoRoomForIsTriedAgain() {
        liked(3, 2);
        AtomicInteger tries = new AtomicInteger();
        MovedLikes busy = new Watching(likes) {
            @Override
            public void add(Collection<Like> moved) {
                if (tries.incrementAndGet() < 3) {
                    throw new UnavailableException("DynamoDB is too busy with these items");
                }
                super.add(moved);
            }
        };
        assertThat(new LikesMove(old, busy).run(Deadline.never())).isTrue();
        assertThat(tries).hasValue(3);
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
    }

    @Test
    void whenItsTimeIsOverTheRestIsLeft() {
        liked(30, 1);
        assertThat(new LikesMove(old, likes).run(Deadline.after(Duration.ZERO))).isFalse();
        assertThat(left()).isEqualTo(30);
        assertThat(new LikesMove(old, likes).run(Deadline.never())).isTrue();
        assertThat(left()).isZero();
    }

    @Test
    void aLikeThatIsTakenBackMeanwhileDoesNotComeBack() {
        liked(1, 3);
        PostId post = expected.keySet().iterator().next();
        AccountId account = new AccountId(Long.parseUnsignedLong(Sql.value(old, "SELECT MAX(account_id) FROM likes")));
        MovingLikes moving = new MovingLikes(new MySqlLikes(old), likes);
        List<Thread> takers = new ArrayList<>();
        MovedLikes meanwhile = new Watching(likes) {
            @Override
            public void add(Collection<Like> moved) {
                takers.add(Thread.startVirtualThread(() -> moving.unlike(post, account)));
                Pause.of(Duration.ofMillis(200));
                super.add(moved);
            }
        };
        assertThat(new LikesMove(old, meanwhile).run(Deadline.never())).isTrue();
        takers.forEach(LikesMoveTest::join);
        assertThat(likes.holds(post, account)).isFalse();
        assertThat(likes.counts(Set.of(post))).containsEntry(post, 2L);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

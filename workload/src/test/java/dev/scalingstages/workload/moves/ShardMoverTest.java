package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.content.WrongShardException;
import dev.scalingstages.workload.moves.Plan.Move;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import dev.scalingstages.workload.servers.MariaDbServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ShardMoverTest extends ShardMoverFixture {
    private static final String OWNER_KEY = Long.toUnsignedString(OWNER.value()) + "/";

    @Test
    void aBucketGoesThereAndBackWithAllItsRowsAndNoOthers() {
        List<Post> written = written(30);
        Post neighbour = samples.post(AccountId.firstOf(OWNER.bucket() + 1));
        posts(first, second).add(neighbour);
        mover().run(map -> new Plan(List.of(THERE)), Deadline.never());
        assertThat(count(second, "posts")).isEqualTo(30);
        assertThat(count(first, "posts")).isEqualTo(1);
        assertThat(posts(first, second).find(written.getFirst().id())).contains(written.getFirst());
        assertThatThrownBy(() -> new MySqlPosts(first, first).add(samples.post(OWNER)))
                .isInstanceOf(WrongShardException.class);
        posts(first, second).add(samples.post(OWNER));
        mover().run(map -> new Plan(List.of(new Move(OWNER.bucket(), 2, 1))), Deadline.never());
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
        mover().run(map -> new Plan(List.of()), Deadline.never());
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
                        .hasMessage("another process works on bucket-" + OWNER.bucket());
            } finally {
                goOn.countDown();
            }
            move.get();
        }
        // Its plan is old, but not wrong.
        mover().run(map -> new Plan(List.of(THERE)), Deadline.never());
        mover().run(map -> new Plan(List.of(THERE)), Deadline.never());
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
        mover(together, Duration.ZERO).run(map -> Shards.plan(map, 2), Deadline.never());
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

    @Test
    void whenItsTimeIsOverItLeavesTheRestToTheNextRun() {
        written(5);
        assertThat(mover().run(map -> Shards.plan(map, 2), Deadline.after(Duration.ZERO)))
                .isFalse();
        assertThat(map.current().get(OWNER.bucket())).isEqualTo(1);
        assertThat(mover().run(map -> Shards.plan(map, 2), Deadline.never())).isTrue();
        assertThat(map.current().get(OWNER.bucket())).isEqualTo(2);
        assertNothingIsLeft(first);
    }

    @Test
    void oldRowsThatWaitKeepNoRunFromItsEnd() {
        written(5);
        ShardMover patient = mover(NO_REPLICAS, Duration.ofMinutes(10));
        patient.move(THERE);
        assertThat(patient.run(map -> new Plan(List.of()), Deadline.after(Duration.ZERO)))
                .as("whether nothing is left")
                .isFalse();
    }
}

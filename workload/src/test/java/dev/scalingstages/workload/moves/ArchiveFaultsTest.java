package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What keeps posts from history, and whom it touches. */
class ArchiveFaultsTest extends ArchiveFixture {
    @Test
    void whatHistoryDoesNotHoldIsNotDeleted() {
        List<Post> old = old(20);
        AtomicInteger dropped = new AtomicInteger();
        History forgetful = new History() {
            @Override
            public Summary store(Iterator<Post> stored) {
                List<Post> kept = new ArrayList<>();
                stored.forEachRemaining(kept::add);
                kept.remove(2);
                dropped.incrementAndGet();
                return history.store(kept.iterator());
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                return history.summary(first, last);
            }
        };
        Archive archive = places.archive(shard, forgetful);
        assertThatThrownBy(() -> Archiving.run(archive))
                .isInstanceOf(MoveFailedException.class)
                .hasMessageContaining("history does not hold post " + old.get(6).id());
        assertThat(dropped).as("each bucket is tried").hasValue(3);
        assertThat(count("posts")).isEqualTo(20);
        assertThat(count("timeline")).isEqualTo(20);
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
                    .hasMessage("1 buckets are not archived: bucket "
                            + OWNERS.get(1).bucket() + ": another process works on it");
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
            public Summary store(Iterator<Post> stored) {
                tries.incrementAndGet();
                throw new UnavailableException("Redshift does not answer");
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                throw new UnavailableException("Redshift does not answer");
            }
        };
        Archive archive = places.archive(shard, silent);
        assertThatThrownBy(() -> Archiving.run(archive))
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

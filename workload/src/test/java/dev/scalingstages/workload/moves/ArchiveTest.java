package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.Pause;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArchiveTest extends ArchiveFixture {
    private static final int KILLS = 10;
    private static final int KILLS_EACH = 5;
    private static final int OLD_EACH = 90;

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
    void aPostThatChangesWhileItIsStoredIsStoredAgain() throws Exception {
        Post post = new Post(
                PostId.create(OWNERS.getFirst(), OLD, random), OWNERS.getFirst(), "Zoë", "body", PhotoState.UPLOADED);
        posts.add(post);
        AtomicInteger times = new AtomicInteger();
        History slow = new History() {
            @Override
            public Summary store(Iterator<Post> stored) {
                Summary summary = history.store(stored);
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
        assertThat(Archiving.run(places.archive(shard, slow))).isEqualTo(1);
        assertThat(times).hasValue(2);
        try (Connection connection = redshift.connect();
                ResultSet row = connection.createStatement().executeQuery("SELECT photo FROM posts")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(PhotoState.READY.number());
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void aBucketsDayIsOneLoadHoweverManyPagesItHas() throws Exception {
        AccountId owner = OWNERS.getFirst();
        for (int i = 0; i < 2_100; i++) {
            posts.add(post(owner, OLD.plusSeconds(i)));
        }
        int before = copies().size();

        assertThat(Archiving.run(new Archive(shard, history))).isEqualTo(2_100);

        assertThat(copies().size() - before).as("loads").isEqualTo(1);
        assertThat(inHistory()).hasSize(2_100);
        assertThat(count("posts") + count("timeline")).isZero();
    }

    private static List<String> copies() {
        return redshift.ran().stream().filter(sql -> sql.startsWith("COPY")).toList();
    }

    @Test
    void aLoadIsReadWhileItIsStored() {
        AccountId owner = OWNERS.getFirst();
        for (int i = 0; i < 30; i++) {
            posts.add(post(owner, OLD.plusSeconds(i)));
        }
        History counting = new History() {
            @Override
            public Summary store(Iterator<Post> stored) {
                List<Post> all = new ArrayList<>(List.of(stored.next()));
                posts.add(post(owner, OLD.plusSeconds(100)));
                stored.forEachRemaining(all::add);
                assertThat(all)
                        .as("with the one that came when the first page had been read")
                        .hasSize(31);
                return history.store(all.iterator());
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                return history.summary(first, last);
            }
        };
        assertThat(Archiving.run(places.archive(shard, counting))).isEqualTo(31);
    }

    @Test
    void whenItsTimeIsOverItTellsWhereToGoOn() {
        old(300);
        Archive archive = places.archive(shard, history);
        int first = OWNERS.getFirst().bucket();

        Archive.Result none = archive.run(Archiving.BEFORE, 0, 1023, Deadline.after(Duration.ZERO));
        assertThat(none.posts()).isZero();
        assertThat(none.rest()).hasValue(first);
        assertThat(count("posts")).isEqualTo(300);

        Archive.Result all = archive.run(Archiving.BEFORE, none.rest().getAsInt(), 1023, Deadline.never());
        assertThat(all.posts()).isEqualTo(300);
        assertThat(all.rest()).isEmpty();
        assertThat(all.failures().isEmpty()).isTrue();
    }

    @Test
    void aBucketThatIsBehindIsLeftBetweenTwoOfItsLoads() throws Exception {
        AccountId owner = OWNERS.get(1);
        for (int i = 0; i < 100; i++) {
            posts.add(post(owner, OLD.plusSeconds(i)));
        }
        Deadline soon = Deadline.after(Duration.ofMillis(300));
        History slow = new History() {
            @Override
            public Summary store(Iterator<Post> stored) {
                Pause.of(Duration.ofMillis(300));
                return history.store(stored);
            }

            @Override
            public Summary summary(PostId first, PostId last) {
                return history.summary(first, last);
            }
        };
        Archive.Result result = places.archive(shard, slow).run(Archiving.BEFORE, 0, 1023, soon);
        assertThat(result.posts()).as("one load").isEqualTo(40);
        assertThat(result.rest()).hasValue(owner.bucket());
        assertThat(inHistory()).hasSize(40);
        assertThat(count("posts")).isEqualTo(60);
    }
}

package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.moves.Ledger.Found;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.shards.ShardedPosts;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writers and readers go on while buckets move, and the mover is killed. */
class ShardMoverKillTest extends ShardMoverFixture {
    private static final int KILLS = 20;
    private static final int KILLS_EACH = 7;
    private static final int MOST_READ = 20;

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
}

package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Timeline;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.Timelines;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.servers.RedisCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Timelines from a shard of the cache with two copies, as production has them, before stores that lag. */
class CachedTimelinesTest {
    private static final int READS = 300;
    private static final int COPIES = 3;

    private static RedisCluster cluster;
    private static RedisCache cache;
    private static Database database;

    private final Samples samples = new Samples(System.nanoTime());
    private final AccountId owner = samples.accountId();
    private final WatchedPosts store = new WatchedPosts(new MySqlPosts(database, database));
    private final Counting stored = new Counting(new MySqlLikes(database));
    private final CachedPosts posts = new CachedPosts(cache, store, InstantSource.system());
    private final CachedLikes likes = new CachedLikes(cache, stored, CachedLikes.AN_HOUR);
    private final Timelines timelines = new CachedTimelines(posts, likes);

    @BeforeAll
    static void open() throws Exception {
        cluster = RedisCluster.start(1, COPIES - 1);
        cache = TestRedis.cache(cluster, TestRedis.PATIENT);
        database = TestDatabases.open(Migrations.Kind.FIRST);
    }

    @AfterAll
    static void close() {
        cache.close();
        database.close();
        cluster.close();
    }

    /** Likes that are counted when they are asked, and fail when told to. */
    private static final class Counting implements Likes {
        private final Likes likes;
        private volatile boolean fails;
        private volatile int asked;

        private Counting(Likes likes) {
            this.likes = likes;
        }

        @Override
        public long like(PostId post, AccountId account) {
            return likes.like(post, account);
        }

        @Override
        public long unlike(PostId post, AccountId account) {
            return likes.unlike(post, account);
        }

        @Override
        public Map<PostId, Long> counts(Collection<PostId> ids) {
            asked++;
            if (fails) {
                throw new UnavailableException("too busy");
            }
            return likes.counts(ids);
        }

        @Override
        public List<Popular> popular(int limit) {
            return likes.popular(limit);
        }
    }

    private Timeline page() {
        return timelines.read(owner, Optional.empty(), 20, false);
    }

    private List<Post> write(int count) {
        List<Post> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Post post = samples.post(owner);
            store.add(post);
            written.addFirst(post);
        }
        return written;
    }

    private void awaitCached(Timeline page) {
        TestRedis.await(() -> {
            int reads = store.reads();
            int asked = stored.asked;
            return page().equals(page) && store.reads() == reads && stored.asked == asked;
        });
    }

    /** How often a command was sent or called by a script, on each node. */
    private static List<Long> calls(String command) throws Exception {
        String line = "cmdstat_" + command + ":calls=";
        return cluster.onEach("INFO", "commandstats").stream()
                .map(info -> info.lines()
                        .filter(each -> each.startsWith(line))
                        .mapToLong(each -> Long.parseLong(each.substring(line.length(), each.indexOf(','))))
                        .sum())
                .toList();
    }

    /** Waits until each copy is asked: a client may know them later, as a node that a busy machine holds up looks lost. */
    private void awaitCopies() throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        List<Long> before = calls("evalsha_ro");
        boolean all = false;
        while (!all && System.nanoTime() < end) {
            for (int read = 0; read < READS; read++) {
                page();
            }
            List<Long> after = calls("evalsha_ro");
            all = IntStream.range(0, COPIES).allMatch(node -> after.get(node) > before.get(node));
        }
        assertThat(all).as("each copy is asked").isTrue();
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aTimelineTakesOneCommandOfAnyCopyAndOfTheMasterForWhoHasWritten() throws Exception {
        List<Post> written = write(25);
        likes.like(written.getFirst().id(), samples.accountId());
        Timeline page = page();
        assertThat(page.entries())
                .extracting(TimelineEntry::id)
                .startsWith(written.getFirst().id())
                .hasSize(20);
        assertThat(page.likes()).hasSize(20).containsEntry(written.getFirst().id(), 1L);
        awaitCached(page);
        awaitCopies();

        for (boolean ownWrite : new boolean[] {false, true}) {
            List<Long> before = calls("evalsha_ro");
            long others = sum(calls("get")) + sum(calls("lrange")) + sum(calls("mget")) + sum(calls("eval"));
            for (int read = 0; read < READS; read++) {
                assertThat(timelines.read(owner, Optional.empty(), 20, ownWrite))
                        .isEqualTo(page);
            }
            List<Long> after = calls("evalsha_ro");
            List<Long> roles = cluster.onEach("ROLE").stream()
                    .map(role -> role.startsWith("master") ? 1L : 0L)
                    .toList();
            long master = after.get(roles.indexOf(1L)) - before.get(roles.indexOf(1L));
            assertThat(sum(after) - sum(before))
                    .as("commands for %d timelines", READS)
                    .isEqualTo(READS);
            assertThat(sum(calls("get")) + sum(calls("lrange")) + sum(calls("mget")) + sum(calls("eval")) - others)
                    .as("three in each script, and none beside it")
                    .isEqualTo(3L * READS);
            if (ownWrite) {
                assertThat(master).isEqualTo(READS);
            } else {
                assertThat(master).as("the master's share").isBetween(READS / 5L, READS / 2L);
            }
            System.out.printf(
                    "| %d timelines, own write %s | of the master %d | of copies %d |%n",
                    READS, ownWrite, master, READS - master);
        }
    }

    @Test
    void whatIsWrittenBehindAPageIsTakenApartOnce() throws Exception {
        write(25);
        Timeline old = page();
        awaitCached(old);
        List<Post> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Post post = samples.post(owner);
            posts.add(post);
            written.addFirst(post);
        }
        Timeline page = page();
        assertThat(page.entries().subList(0, 5))
                .isEqualTo(written.stream().map(Post::entry).toList());
        assertThat(page.entries().subList(5, 20)).isEqualTo(old.entries().subList(0, 15));
        awaitCached(page);

        long lists = sum(calls("lrange"));
        for (int read = 0; read < READS; read++) {
            Timeline again = page();
            assertThat(again).isEqualTo(page);
            assertThat(again.entries().getFirst()).isSameAs(page().entries().getFirst());
        }
        assertThat(sum(calls("lrange")) - lists)
                .as("the head of the list alone")
                .isEqualTo(2L * READS);
    }

    @Test
    void anAccountWithoutPostsIsReadAgainAndAgainUntilItHasOne() {
        Timeline empty = new Timeline(List.of(), Map.of());
        assertThat(page()).isEqualTo(empty);
        awaitCached(empty);
        Post post = samples.post(owner);
        posts.add(post);
        assertThat(page().entries()).containsExactly(post.entry());
    }

    @Test
    void aSmallerPageAndOneBehindAPositionShowWhatWasWritten() {
        List<Post> old = write(25);
        awaitCached(page());
        Post post = samples.post(owner);
        posts.add(post);
        for (int read = 0; read < 2; read++) {
            assertThat(timelines.read(owner, Optional.empty(), 3, false).entries())
                    .extracting(TimelineEntry::id)
                    .containsExactly(post.id(), old.get(0).id(), old.get(1).id());
            assertThat(timelines
                            .read(owner, Optional.of(old.get(0).id()), 2, false)
                            .entries())
                    .extracting(TimelineEntry::id)
                    .containsExactly(old.get(1).id(), old.get(2).id());
            assertThat(timelines.read(owner, Optional.empty(), 26, false).entries())
                    .hasSize(26)
                    .startsWith(post.entry());
        }
    }

    @Test
    void anOwnPostPhotoAndLikeAreSeenAtOnceOnAnyCopy() throws Exception {
        awaitCopies();
        AccountId reader = samples.accountId();
        for (int round = 0; round < READS; round++) {
            Post post = samples.post(owner, PhotoState.AWAITED);
            posts.add(post);
            assertThat(page().entries()).as("round %d", round).startsWith(post.entry());
            assertThat(likes.like(post.id(), reader)).isEqualTo(1);
            assertThat(page().likes()).as("round %d", round).containsEntry(post.id(), 1L);
            posts.photo(post.id(), PhotoState.READY);
            assertThat(page().entries())
                    .as("round %d", round)
                    .startsWith(post.withPhoto(PhotoState.READY).entry());
        }
    }

    @Test
    void withoutTheStoreOfLikesAPageShowsTheCountsThatTheCacheHas() {
        List<Post> written = write(2);
        likes.like(written.getLast().id(), samples.accountId());
        stored.fails = true;
        for (int read = 0; read < 20; read++) {
            Timeline page = page();
            assertThat(page.entries()).hasSize(2);
            assertThat(page.likes()).isEqualTo(Map.of(written.getLast().id(), 1L));
        }
        stored.fails = false;
        TestRedis.await(() -> page().likes()
                .equals(Map.of(written.getLast().id(), 1L, written.getFirst().id(), 0L)));
    }

    @Test
    void aPageOfAnotherReleaseIsReadFromTheStoreWithWhatWasWritten() {
        Post old = write(1).getFirst();
        cache.set(Keys.page(owner), new byte[] {99, 1, 2}, CachedPages.LIFETIME).join();
        Post post = samples.post(owner);
        posts.remember(post);
        assertThat(page().entries()).containsExactly(post.entry(), old.entry());
    }
}

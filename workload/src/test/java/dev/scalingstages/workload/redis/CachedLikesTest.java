package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.LikesContract;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlLikes;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CachedLikesTest extends LikesContract {
    private static Database database;
    private static RedisCache cache;
    private static Likes store;

    private final Samples samples = new Samples(System.nanoTime());

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Migrations.Kind.FIRST);
        store = new MySqlLikes(database);
        cache = TestRedis.cache();
    }

    @AfterAll
    static void close() {
        cache.close();
        database.close();
    }

    @Override
    protected Likes likes() {
        return new CachedLikes(cache, store, CachedLikes.WITH_A_PAGE);
    }

    @Override
    protected void updatePopular() {
        Stream.of(1, 2, 100).forEach(limit -> cache.delete(Keys.popular(limit)).join());
    }

    /** A store that lags: it knows of no likes yet, and counts how often it is asked. */
    private static final class Lagging implements Likes {
        private final AtomicInteger asked = new AtomicInteger();
        private Collection<PostId> last = List.of();

        @Override
        public long like(PostId post, AccountId account) {
            return store.like(post, account);
        }

        @Override
        public long unlike(PostId post, AccountId account) {
            return store.unlike(post, account);
        }

        @Override
        public Map<PostId, Long> counts(Collection<PostId> posts) {
            asked.incrementAndGet();
            last = List.copyOf(posts);
            return posts.stream().collect(Collectors.toMap(post -> post, post -> 0L));
        }

        @Override
        public List<Popular> popular(int limit) {
            asked.incrementAndGet();
            return List.of();
        }
    }

    @Test
    void anOwnLikeIsSeenThoughTheStoreLagsAndTheStoreIsAskedOnlyForTheOthers() {
        Lagging lagging = new Lagging();
        Likes likes = new CachedLikes(cache, lagging, CachedLikes.WITH_A_PAGE);
        AccountId owner = samples.accountId();
        PostId liked = samples.post(owner).id();
        PostId other = samples.post(owner).id();
        likes.like(liked, samples.accountId());

        assertThat(likes.counts(List.of(liked, other))).isEqualTo(Map.of(liked, 1L, other, 0L));
        assertThat(likes.counts(List.of(other, liked))).isEqualTo(Map.of(liked, 1L, other, 0L));
        assertThat(lagging.asked).hasValue(1);
        assertThat(lagging.last).containsExactly(other);
    }

    @Test
    void aCountThatComesLateDoesNotTakeTheNewestBack() {
        PostId post = samples.post(samples.accountId()).id();
        AccountId first = samples.accountId();
        Likes early = new CachedLikes(cache, new Lagging(), CachedLikes.WITH_A_PAGE);
        early.like(post, first);
        early.like(post, samples.accountId());
        cache.setCount(Keys.likes(post), 1, true, Duration.ofMinutes(1)).join();
        assertThat(early.counts(List.of(post))).containsEntry(post, 2L);
        early.unlike(post, first);
        assertThat(early.counts(List.of(post))).containsEntry(post, 1L);
    }

    @Test
    void popularPostsAreAskedForOnceInFiveSeconds() {
        updatePopular();
        Lagging lagging = new Lagging();
        Likes likes = new CachedLikes(cache, lagging, CachedLikes.WITH_A_PAGE);
        likes.popular(2);
        TestRedis.await(() ->
                cache.get(RedisCache.Copy.ANY, Keys.popular(2)).join().found().isPresent());
        likes.popular(2);
        assertThat(lagging.asked).hasValue(1);
        updatePopular();
    }

    @Test
    void aLikeThatTheCacheDidNotTakeAtOnceIsCountedSoonAfterItAnswersAgain() throws Exception {
        Likes likes = new CachedLikes(cache, new Lagging(), CachedLikes.WITH_A_PAGE);
        PostId post = samples.post(samples.accountId()).id();
        assertThat(likes.counts(List.of(post))).containsEntry(post, 0L);
        TestRedis.cluster().kill();
        try {
            likes.like(post, samples.accountId());
        } finally {
            TestRedis.cluster().restart();
        }
        TestRedis.await(() -> likes.counts(List.of(post)).get(post) == 1);
        TestRedis.awaitUp(cache);
    }

    @Test
    void countsAreRightWhileTheCacheIsPaused() throws Exception {
        PostId post = samples.post(samples.accountId()).id();
        likes().like(post, samples.accountId());
        TestRedis.cluster().pause();
        try {
            assertThat(likes().like(post, samples.accountId())).isEqualTo(2);
            assertThat(likes().counts(List.of(post))).containsEntry(post, 2L);
        } finally {
            TestRedis.cluster().resume();
            TestRedis.awaitUp(cache);
        }
    }
}

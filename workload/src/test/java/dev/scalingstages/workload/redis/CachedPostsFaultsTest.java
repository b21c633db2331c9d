package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.servers.RedisCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cache that is cold, slow or down costs, with a database behind it that is read as it was written. */
class CachedPostsFaultsTest {
    private static final int THREADS = 200;

    /** The cache's share of a request, with what a busy machine adds. */
    private static final Duration BOUND = Duration.ofMillis(150);

    private static RedisCluster cluster;
    private static Database database;

    private final Samples samples = new Samples(System.nanoTime());
    private final AccountId owner = samples.accountId();
    private WatchedPosts store;
    private RedisCache cache;
    private RedisCache anotherCache;
    private CachedPosts posts;
    private CachedPosts others;

    @BeforeAll
    static void open() {
        cluster = TestRedis.cluster();
        database = TestDatabases.open(Migrations.Kind.FIRST);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** Two servers, each with a cache of its own in the process. */
    @BeforeEach
    void connect() {
        store = new WatchedPosts(new MySqlPosts(database, database));
        connect(TestRedis.PATIENT);
    }

    private void connect(Duration timeout) {
        cache = TestRedis.cache(cluster, timeout);
        anotherCache = TestRedis.cache(cluster, timeout);
        posts = new CachedPosts(cache, store, InstantSource.system());
        others = new CachedPosts(anotherCache, store, InstantSource.system());
    }

    @AfterEach
    void disconnect() {
        cache.close();
        anotherCache.close();
    }

    private Post stored(PhotoState state) {
        Post post = samples.post(owner, state);
        store.add(post);
        return post;
    }

    private <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(i % 2 == 0 ? one : other);
        }
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> call : threads.invokeAll(calls)) {
                results.add(call.get());
            }
        }
        return results;
    }

    @Test
    void aStampedeOnAPostReachesTheDatabaseOnce() throws Exception {
        Post post = stored(PhotoState.AWAITED);
        store.slowDown(Duration.ofMillis(300));
        List<Optional<Post>> found = atOnce(() -> posts.find(post.id()), () -> others.find(post.id()));
        assertThat(found).containsOnly(Optional.of(post));
        assertThat(store.reads()).isEqualTo(1);
    }

    @Test
    void aStampedeOnATimelineReachesTheDatabaseOnce() throws Exception {
        List<TimelineEntry> expected = List.of(stored(PhotoState.NONE).entry());
        store.slowDown(Duration.ofMillis(300));
        List<List<TimelineEntry>> found = atOnce(() -> page(posts), () -> page(others));
        assertThat(found).containsOnly(expected);
        assertThat(store.reads()).isEqualTo(1);
    }

    @Test
    void aStampedeWithoutTheCacheReachesTheDatabaseOnceAtATimeForEachServer() throws Exception {
        Post post = stored(PhotoState.NONE);
        store.slowDown(Duration.ofMillis(300));
        cluster.pause();
        try {
            List<Optional<Post>> found = atOnce(() -> posts.find(post.id()), () -> others.find(post.id()));
            assertThat(found).containsOnly(Optional.of(post));
            assertThat(store.reads()).isBetween(2, 4);
        } finally {
            cluster.resume();
        }
    }

    @Test
    void aPostThatNeverChangesIsReadFromTheProcess() throws Exception {
        Post post = stored(PhotoState.READY);
        assertThat(posts.find(post.id())).contains(post);
        cluster.flush();
        assertThat(posts.find(post.id())).contains(post);
        assertThat(store.reads()).isEqualTo(1);
    }

    @Test
    void aPostThatMayChangeIsNotHeldInTheProcess() {
        Post post = stored(PhotoState.UPLOADED);
        assertThat(posts.find(post.id())).contains(post);
        others.photo(post.id(), PhotoState.READY);
        assertThat(posts.find(post.id())).contains(post.withPhoto(PhotoState.READY));
        assertThat(page(posts)).containsExactly(post.entry().withPhoto(PhotoState.READY));
    }

    @Test
    void anEmptiedCacheFillsAgain() throws Exception {
        Post post = stored(PhotoState.AWAITED);
        posts.find(post.id());
        page(posts);
        cluster.flush();
        assertThat(posts.find(post.id())).contains(post);
        assertThat(page(posts)).containsExactly(post.entry());
        int reads = store.reads();
        TestRedis.await(() -> others.find(post.id()).isPresent() && store.reads() == reads);
        assertThat(page(others)).containsExactly(post.entry());
        assertThat(store.reads()).isEqualTo(reads);
    }

    @Test
    void aPausedCacheCostsReadersATenthOfASecondAFewTimesAndThenNothingAndRecovers() throws Exception {
        hurry();
        Post post = samples.post(owner, PhotoState.AWAITED);
        List<Duration> delays = new ArrayList<>();
        cluster.pause();
        try {
            assertThat(time(() -> posts.add(post))).isLessThan(RedisSettings.USUAL_PATIENCE.plus(BOUND));
            for (int i = 0; i < 3; i++) {
                delays.add(time(() -> assertThat(posts.find(post.id())).contains(post)));
                delays.add(time(() -> assertThat(page(posts)).containsExactly(post.entry())));
            }
            for (int i = 0; i < 20; i++) {
                delays.add(time(() -> assertThat(posts.find(post.id())).contains(post)));
            }
        } finally {
            cluster.resume();
        }
        assertThat(delays).allSatisfy(delay -> assertThat(delay).isLessThan(BOUND));
        assertThat(delays.stream().skip(6).filter(delay -> delay.toMillis() > 50))
                .hasSizeLessThan(3);
        awaitServedByCache(post);
    }

    @Test
    void aCacheThatDiedCostsLittleAndRecoversByItself() throws Exception {
        hurry();
        Post post = samples.post(owner, PhotoState.AWAITED);
        List<Duration> delays = new ArrayList<>();
        cluster.kill();
        try {
            delays.add(time(() -> posts.add(post)));
            for (int i = 0; i < 20; i++) {
                delays.add(time(() -> assertThat(posts.find(post.id())).contains(post)));
                delays.add(time(() -> assertThat(page(posts)).containsExactly(post.entry())));
            }
        } finally {
            cluster.restart();
        }
        assertThat(delays).allSatisfy(delay -> assertThat(delay).isLessThan(BOUND));
        awaitServedByCache(post);
    }

    /** With the usual timeout, and so that the times are not those of a first run. */
    private void hurry() {
        disconnect();
        connect(RedisSettings.USUAL_TIMEOUT);
        Post post = samples.post(samples.accountId(), PhotoState.AWAITED);
        posts.add(post);
        for (int i = 0; i < 50; i++) {
            posts.find(post.id());
            posts.timeline(post.owner(), Optional.empty(), 20);
        }
    }

    private void awaitServedByCache(Post post) {
        TestRedis.awaitUp(cache);
        TestRedis.awaitUp(anotherCache);
        TestRedis.await(() -> {
            posts.find(post.id());
            int reads = store.reads();
            return posts.find(post.id()).isPresent() && store.reads() == reads;
        });
    }

    private static Duration time(Runnable action) {
        long begin = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private List<TimelineEntry> page(CachedPosts from) {
        return from.timeline(owner, Optional.empty(), 20);
    }
}

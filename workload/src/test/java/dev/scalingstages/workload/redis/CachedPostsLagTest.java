package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads after writes, where the readers' database has what was written only when the test lets it. */
class CachedPostsLagTest {
    private static Database primary;
    private static Database replica;
    private static RedisCache cache;

    private final Samples samples = new Samples(System.nanoTime());
    private final AccountId owner = samples.accountId();
    private final Posts primaryPosts = new MySqlPosts(primary, primary);
    private final WatchedPosts replicaPosts = new WatchedPosts(new MySqlPosts(replica, replica));
    private CachedPosts writer;
    private CachedPosts reader;

    @BeforeAll
    static void open() {
        primary = TestDatabases.open(Migrations.Kind.FIRST);
        replica = TestDatabases.open(Migrations.Kind.FIRST);
        cache = TestRedis.cache();
    }

    @AfterAll
    static void close() {
        cache.close();
        primary.close();
        replica.close();
    }

    @BeforeEach
    void servers() {
        writer = new CachedPosts(cache, primaryPosts, InstantSource.system());
        reader = new CachedPosts(cache, replicaPosts, InstantSource.system());
    }

    private List<TimelineEntry> page(int limit) {
        return reader.timeline(owner, Optional.empty(), limit);
    }

    @Test
    void aNewPostIsFoundAndInTheTimelineThatWasCachedBefore() {
        Post old = samples.post(owner);
        replicaPosts.add(old);
        assertThat(page(20)).containsExactly(old.entry());

        Post post = samples.post(owner);
        writer.add(post);
        assertThat(reader.find(post.id())).contains(post);
        assertThat(page(20)).containsExactly(post.entry(), old.entry());
        assertThat(page(1)).containsExactly(post.entry());

        replicaPosts.add(post);
        assertThat(page(20)).containsExactly(post.entry(), old.entry());
    }

    @Test
    void aPostThatTheCacheDidNotTakeAtOnceIsSeenSoonAfterItAnswersAgain() throws Exception {
        Post post = samples.post(owner);
        assertThat(page(20)).isEmpty();
        TestRedis.cluster().kill();
        try {
            writer.add(post);
        } finally {
            TestRedis.cluster().restart();
        }
        TestRedis.await(() -> reader.find(post.id()).isPresent());
        TestRedis.await(() -> page(20).equals(List.of(post.entry())));
        TestRedis.awaitUp(cache);
    }

    @Test
    void aPostThatOnlyTheQueueHasIsSeen() {
        Post post = samples.post(owner, PhotoState.AWAITED);
        writer.remember(post);
        assertThat(reader.find(post.id())).contains(post);
        assertThat(page(20)).containsExactly(post.entry());
    }

    @Test
    void aPhotoThatHasGoneOnIsSeenInTheTimelineToo() {
        Post post = samples.post(owner, PhotoState.AWAITED);
        primaryPosts.add(post);
        replicaPosts.add(post);
        assertThat(page(20)).containsExactly(post.entry());
        assertThat(reader.find(post.id())).contains(post);

        writer.photo(post.id(), PhotoState.UPLOADED);
        writer.photo(post.id(), PhotoState.READY);
        Post ready = post.withPhoto(PhotoState.READY);
        assertThat(reader.find(post.id())).contains(ready);
        assertThat(page(20)).containsExactly(ready.entry());
    }

    @Test
    void laterPagesAreMergedToo() {
        List<TimelineEntry> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Post post = samples.post(owner);
            writer.add(post);
            all.addFirst(post.entry());
        }
        List<TimelineEntry> first = page(5);
        Optional<PostId> before = Optional.of(first.getLast().id());
        assertThat(first).isEqualTo(all.subList(0, 5));
        assertThat(reader.timeline(owner, before, 20)).isEqualTo(all.subList(5, 12));
    }

    @Test
    void anOldRowThatIsFilledInLateDoesNotTakeTheNewersPlace() {
        Post post = samples.post(owner, PhotoState.AWAITED);
        primaryPosts.add(post);
        replicaPosts.add(post);
        replicaPosts.afterRead(() -> writer.photo(post.id(), PhotoState.READY));
        reader.find(post.id());
        replicaPosts.afterRead(() -> {});
        assertThat(reader.find(post.id())).contains(post.withPhoto(PhotoState.READY));
    }

    @Test
    void aWriterThatComesLateDoesNotTakeTheNewersPlace() {
        Post post = samples.post(owner, PhotoState.AWAITED);
        writer.add(post);
        writer.photo(post.id(), PhotoState.READY);
        writer.remember(post.withPhoto(PhotoState.UPLOADED));
        assertThat(reader.find(post.id())).contains(post.withPhoto(PhotoState.READY));
        assertThat(page(20)).containsExactly(post.withPhoto(PhotoState.READY).entry());
    }

    @Test
    void aValueOfAnotherReleaseIsReadFromTheStore() {
        Post post = samples.post(owner);
        replicaPosts.add(post);
        cache.set(Keys.post(post.id()), new byte[] {99, 1, 2}, Duration.ofMinutes(1))
                .join();
        assertThat(reader.find(post.id())).contains(post);
    }
}

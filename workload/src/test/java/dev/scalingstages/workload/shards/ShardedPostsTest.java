package dev.scalingstages.workload.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.PostsContract;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.content.WrongShardException;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardedPostsTest extends PostsContract {
    private static Database first;
    private static Database second;

    private final Samples samples = new Samples("shards");
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final MovingMap map = new MovingMap();
    private ShardedPosts posts;

    /** Even buckets are on shard 1, odd ones on shard 2; one of them may move, which the map knows when it is refreshed. */
    private static final class MovingMap implements ShardMap {
        private int moving = -1;
        private int known = -1;
        private int refreshes;

        @Override
        public int shardOf(int bucket) {
            return bucket == known ? 2 - bucket % 2 : 1 + bucket % 2;
        }

        @Override
        public void refresh() {
            known = moving;
            refreshes++;
        }
    }

    @BeforeAll
    static void open() {
        first = TestDatabases.open(Kind.FIRST);
        second = TestDatabases.open(Kind.SHARD);
    }

    @AfterAll
    static void close() {
        first.close();
        second.close();
    }

    @BeforeEach
    void route() {
        Sql.update(first, "UPDATE buckets SET held = bucket % 2 = 0");
        Sql.update(second, "UPDATE buckets SET held = bucket % 2 = 1");
        posts = new ShardedPosts(
                map, List.of(new MySqlPosts(first, first), new MySqlPosts(second, second)), nanoTime::get);
    }

    @Override
    protected Posts posts() {
        return posts;
    }

    /** Moves an even bucket to shard 2, with its rows. */
    private void move(int bucket) {
        map.moving = bucket;
        Sql.update(first, "UPDATE buckets SET held = FALSE WHERE bucket = " + bucket);
        String source = Sql.value(first, "SELECT DATABASE()");
        for (String table : List.of("posts", "timeline")) {
            String rows = " WHERE post_id BETWEEN X'%04X%s' AND X'%04X%s'"
                    .formatted(bucket, "0".repeat(28), bucket, "F".repeat(28));
            Sql.update(second, "INSERT INTO " + table + " SELECT * FROM " + source + "." + table + rows);
            Sql.update(first, "DELETE FROM " + table + rows);
        }
        Sql.update(second, "UPDATE buckets SET held = TRUE WHERE bucket = " + bucket);
    }

    private AccountId ownerIn(int bucket) {
        return new AccountId(AccountId.firstOf(bucket).value() + 4711);
    }

    @Test
    void postsLieOnTheShardOfTheirBucket() {
        Post even = samples.post(ownerIn(100));
        Post odd = samples.post(ownerIn(101));
        posts.add(even);
        posts.add(odd);
        assertThat(new MySqlPosts(first, first).find(even.id())).contains(even);
        assertThat(new MySqlPosts(second, second).find(odd.id())).contains(odd);
        assertThat(map.refreshes).isZero();
    }

    @Test
    void aWriteWithAnOldMapFindsTheNewShard() {
        Post before = samples.post(ownerIn(200), PhotoState.AWAITED);
        posts.add(before);
        move(200);
        Post after = samples.post(ownerIn(200));
        posts.add(after);
        assertThat(map.refreshes).isEqualTo(1);
        assertThat(posts.photo(before.id(), PhotoState.UPLOADED)).isTrue();
        assertThat(new MySqlPosts(second, second).timeline(ownerIn(200), Optional.empty(), 3))
                .containsExactly(
                        after.entry(), before.withPhoto(PhotoState.UPLOADED).entry());
    }

    @Test
    void aWriteToABucketThatNobodyHoldsIsUnavailable() {
        Sql.update(first, "UPDATE buckets SET held = FALSE WHERE bucket = 202");
        assertThatThrownBy(() -> posts.add(samples.post(ownerIn(202))))
                .isInstanceOf(WrongShardException.class)
                .isInstanceOf(UnavailableException.class);
        assertThat(map.refreshes).isEqualTo(1);
    }

    @Test
    void aReadWithAnOldMapFindsTheNewShard() {
        Post post = samples.post(ownerIn(300));
        posts.add(post);
        move(300);
        assertThat(posts.find(post.id())).contains(post);
        assertThat(map.refreshes).isEqualTo(1);
        map.known = -1;
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(posts.timeline(ownerIn(300), Optional.empty(), 20)).containsExactly(post.entry());
        assertThat(map.refreshes).isEqualTo(2);
    }

    @Test
    void missesReadTheMapAnewAtMostEveryTwoSeconds() {
        for (int i = 0; i < 10; i++) {
            assertThat(posts.find(samples.post(ownerIn(400)).id())).isEmpty();
        }
        assertThat(map.refreshes).isEqualTo(1);
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(posts.find(samples.post(ownerIn(400)).id())).isEmpty();
        assertThat(map.refreshes).isEqualTo(2);
    }

    @Test
    void aFixedMapPutsEverythingOnOneShard() {
        for (int bucket : new int[] {0, 511, 1023}) {
            assertThat(new FixedShardMap().shardOf(bucket)).isEqualTo(1);
        }
    }
}

package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.TestDatabases;
import dev.scalingstages.workload.servers.RedisCluster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailoverTest {
    /** The first shard's are slots 0 to 5,460. The slot of {@code {3}} is 1,584, that of {@code {0}} 13,907. */
    private static final AccountId OWNER = AccountId.firstOf(3);

    @Test
    void aShardWhoseMasterDiedAnswersAgainWhileTheOthersWentOn() throws Exception {
        Samples samples = new Samples(1);
        try (RedisCluster cluster = RedisCluster.start(3, 1);
                RedisCache cache = TestRedis.cache(cluster, TestRedis.PATIENT);
                Database database = TestDatabases.open(Migrations.Kind.FIRST)) {
            CachedPosts posts = new CachedPosts(cache, new MySqlPosts(database, database), InstantSource.system());
            List<Post> written = new ArrayList<>();
            String lost = "{3}";
            String other = "{0}";

            cluster.killMaster(0);
            TestRedis.await(() -> {
                Post post = samples.post(OWNER);
                posts.add(post);
                written.addFirst(post);
                assertThat(posts.find(post.id())).contains(post);
                assertThat(posts.timeline(OWNER, Optional.empty(), 5)).startsWith(post.entry());
                assertThat(cache.get(RedisCache.Copy.MASTER, other).join().isDown())
                        .isFalse();
                return !cache.get(RedisCache.Copy.MASTER, lost).join().isDown();
            });
            assertThat(written)
                    .allSatisfy(post -> assertThat(posts.find(post.id())).contains(post));
        }
    }
}

package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RestartTest {
    private static final int WRITERS = 4;
    private static final int POSTS_EACH = 150;

    private final Set<Post> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();

    /** Writers go on through the crash, each repeating a post until it is acknowledged. */
    @Test
    void noAcknowledgedPostIsLostWhenTheServerIsKilledAndThePoolFindsItAgain() throws Exception {
        try (MariaDbCluster cluster = MariaDbCluster.start(0)) {
            MariaDbServer server = cluster.primary();
            server.createSchema("content");
            DatabaseSettings settings = TestDatabases.settings(server, "content");
            Migrations.apply(settings, Kind.FIRST);
            try (Database database = new Database(settings);
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                MySqlPosts posts = new MySqlPosts(database, database);
                List<Future<Boolean>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(threads.submit(writer(posts, new Samples("restart " + i))));
                }
                awaitAcknowledged(WRITERS * POSTS_EACH / 4);
                server.kill();
                awaitRefused();
                server.startAgain();
                for (Future<Boolean> writer : writers) {
                    assertThat(writer.get()).isTrue();
                }
                assertThat(acknowledged).hasSize(WRITERS * POSTS_EACH);
                assertThat(acknowledged)
                        .allSatisfy(post -> assertThat(posts.find(post.id())).contains(post));
                for (String table : List.of("posts", "timeline")) {
                    assertThat(Sql.value(database, "SELECT COUNT(*) FROM " + table))
                            .isEqualTo(Integer.toString(WRITERS * POSTS_EACH));
                }
            }
        }
    }

    private Callable<Boolean> writer(MySqlPosts posts, Samples samples) {
        return () -> {
            AccountId owner = samples.accountId();
            long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            for (int i = 0; i < POSTS_EACH; i++) {
                Post post = samples.post(owner);
                while (!add(posts, post)) {
                    assertThat(System.nanoTime())
                            .as("the pool finds the server again")
                            .isLessThan(limit);
                }
            }
            return true;
        };
    }

    private boolean add(MySqlPosts posts, Post post) throws InterruptedException {
        try {
            posts.add(post);
            acknowledged.add(post);
            return true;
        } catch (UnavailableException e) {
            refused.incrementAndGet();
            Thread.sleep(20);
            return false;
        }
    }

    private void awaitAcknowledged(int count) throws InterruptedException {
        while (acknowledged.size() < count) {
            Thread.sleep(5);
        }
    }

    private void awaitRefused() throws InterruptedException {
        while (refused.get() < WRITERS) {
            Thread.sleep(5);
        }
    }
}

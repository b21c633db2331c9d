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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RestartTest {
    private static final int WRITERS = 4;
    private static final int POSTS = 150;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Set<Post> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

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
                try {
                    await("posts before the crash", () -> acknowledged.size() >= POSTS);
                    server.kill();
                    await("the crash is noticed", () -> refused.get() >= WRITERS);
                    int before = acknowledged.size();
                    server.startAgain();
                    await("the pool finds the server again", () -> acknowledged.size() >= before + POSTS);
                } finally {
                    done.set(true);
                }
                for (Future<Boolean> writer : writers) {
                    assertThat(writer.get()).isTrue();
                }
                assertThat(acknowledged)
                        .allSatisfy(post -> assertThat(posts.find(post.id())).contains(post));
                for (String table : List.of("posts", "timeline")) {
                    assertThat(Sql.value(database, "SELECT COUNT(*) FROM " + table))
                            .isEqualTo(Integer.toString(acknowledged.size()));
                }
            }
        }
    }

    private Callable<Boolean> writer(MySqlPosts posts, Samples samples) {
        return () -> {
            AccountId owner = samples.accountId();
            while (!done.get()) {
                add(posts, samples.post(owner));
            }
            return true;
        };
    }

    private void add(MySqlPosts posts, Post post) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            try {
                posts.add(post);
                acknowledged.add(post);
                return;
            } catch (UnavailableException e) {
                refused.incrementAndGet();
                Thread.sleep(20);
            }
        }
        throw new AssertionError("a post is refused for " + LIMIT);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(limit);
            Thread.sleep(5);
        }
    }
}

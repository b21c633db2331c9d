package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.content.WrongShardException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FenceTest {
    private static final String WAITING =
            "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";

    private static Database database;

    private final Samples samples = new Samples("fence");
    private final AccountId owner = samples.accountId();
    private final MySqlPosts posts = new MySqlPosts(database, database);

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Kind.FIRST);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        Sql.update(database, "UPDATE buckets SET held = TRUE");
        Sql.update(database, "UPDATE fences SET is_open = TRUE");
        Sql.update(database, "DELETE FROM posts");
        Sql.update(database, "DELETE FROM timeline");
    }

    private int closeBucket() {
        return Sql.update(database, "UPDATE buckets SET held = FALSE WHERE bucket = " + owner.bucket());
    }

    @Test
    void aWriteToABucketThatHasLeftIsRefused() {
        Post before = samples.post(owner, PhotoState.AWAITED);
        Post after = samples.post(owner);
        posts.add(before);
        closeBucket();
        assertThatThrownBy(() -> posts.add(after)).isInstanceOf(WrongShardException.class);
        assertThatThrownBy(() -> posts.photo(before.id(), PhotoState.UPLOADED)).isInstanceOf(WrongShardException.class);
        assertThat(posts.find(after.id())).isEmpty();
        assertThat(posts.find(before.id())).contains(before);
    }

    @Test
    void otherBucketsAreWrittenOn() {
        closeBucket();
        AccountId neighbour = AccountId.firstOf((owner.bucket() + 1) % 1024);
        Post post = samples.post(neighbour);
        posts.add(post);
        assertThat(posts.find(post.id())).contains(post);
    }

    @Test
    void whoeverClosesABucketWaitsForTheWriterAtWorkAndLocksOutTheNext() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> database.transaction(connection -> {
                Fence.passBucket(connection, owner.bucket());
                inside.countDown();
                return await(goOn);
            }));
            await(inside);
            Future<Integer> mover = threads.submit(this::closeBucket);
            awaitLockWaits(1);
            assertThat(mover).isNotDone();

            Post late = samples.post(owner);
            Future<?> lateWriter = threads.submit(() -> posts.add(late));
            awaitLockWaits(2);
            goOn.countDown();

            writer.get();
            assertThat(mover.get()).isEqualTo(1);
            assertThatThrownBy(lateWriter::get).hasCauseInstanceOf(WrongShardException.class);
            assertThat(posts.find(late.id())).isEmpty();
        }
    }

    @Test
    void writersOfOneBucketDoNotWaitForEachOther() {
        Post post = samples.post(owner);
        database.transaction(connection -> {
            Fence.passBucket(connection, owner.bucket());
            // Another connection, while the first still holds the fence.
            posts.add(post);
            return null;
        });
        assertThat(posts.find(post.id())).contains(post);
    }

    @Test
    void aTableThatIsClosedTakesNoRows() {
        MySqlAccounts accounts = new MySqlAccounts(database);
        MySqlLikes likes = new MySqlLikes(database);
        Sql.update(database, "UPDATE fences SET is_open = FALSE");
        assertThatThrownBy(() -> accounts.add(samples.account())).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> likes.like(samples.post(owner).id(), owner)).isInstanceOf(UnavailableException.class);
        MySqlSessions sessions = new MySqlSessions(database, InstantSource.system());
        TokenHash token = TokenHash.of("token");
        Session session = new Session(owner, "Zoë", Samples.START);
        assertThatThrownBy(() -> sessions.start(token, session)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> sessions.end(token)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(sessions::deleteExpired).isInstanceOf(UnavailableException.class);
        assertThat(Sql.value(database, "SELECT COUNT(*) FROM sessions")).isEqualTo("0");
        assertThat(Sql.value(database, "SELECT COUNT(*) FROM accounts")).isEqualTo("0");
        assertThat(Sql.value(database, "SELECT COUNT(*) FROM likes")).isEqualTo("0");
    }

    private void awaitLockWaits(int count) throws InterruptedException {
        long limit = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        // The server renews this table when nobody has read it for 100 ms.
        while (Integer.parseInt(Sql.value(database, WAITING)) < count) {
            assertThat(System.nanoTime()).as("waits for locks").isLessThan(limit);
            Thread.sleep(150);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

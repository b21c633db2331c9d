package dev.scalingstages.workload.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.SessionsContract;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlSessions;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CachedSessionsTest extends SessionsContract {
    private static Database database;
    private static RedisCache cache;
    private static Sessions store;

    private final TokenHash token = TokenHash.of(UUID.randomUUID().toString());
    private final Session session = new Session(
            new AccountId(7), "Zoë", Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS));

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Migrations.Kind.FIRST);
        store = new MySqlSessions(database, InstantSource.system());
        cache = TestRedis.cache();
    }

    @AfterAll
    static void close() {
        cache.close();
        database.close();
    }

    @Override
    protected Sessions sessions() {
        return before(store);
    }

    private static Sessions before(Sessions behind) {
        return new CachedSessions(cache, behind, InstantSource.system());
    }

    /** A store that tells how often it was asked, and that may do something before it answers. */
    private static final class Watched implements Sessions {
        private final AtomicInteger finds = new AtomicInteger();
        private final Runnable afterFind;

        private Watched(Runnable afterFind) {
            this.afterFind = afterFind;
        }

        @Override
        public void start(TokenHash token, Session session) {
            store.start(token, session);
        }

        @Override
        public Optional<Session> find(TokenHash token) {
            finds.incrementAndGet();
            Optional<Session> found = store.find(token);
            afterFind.run();
            return found;
        }

        @Override
        public void end(TokenHash token) {
            store.end(token);
        }

        @Override
        public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
            return store.endBatch(account, except, most);
        }
    }

    @Test
    void theStoreIsAskedOnceAtMost() throws Exception {
        Watched watched = new Watched(() -> {});
        Sessions sessions = before(watched);
        sessions.start(token, session);
        assertThat(sessions.find(token)).contains(session);
        assertThat(watched.finds).hasValue(0);

        TestRedis.cluster().flush();
        assertThat(sessions.find(token)).contains(session);
        TestRedis.await(() -> cache.get(RedisCache.Copy.MASTER, Keys.session(token))
                .join()
                .found()
                .isPresent());
        assertThat(sessions.find(token)).contains(session);
        assertThat(watched.finds).hasValue(1);
    }

    @Test
    void anEndIsNotUndoneByAReaderThatReadBefore() {
        store.start(token, session);
        Sessions reader = before(new Watched(() -> sessions().end(token)));
        reader.find(token);
        assertThat(sessions().find(token)).isEmpty();
    }

    /** Each is in the cache of this server and another, as requests with it are answered from there. */
    @Test
    void sessionsThatEndTogetherAreSeenThoughTheStoreThatIsReadLagsBehind() {
        AccountId account = new AccountId(UUID.randomUUID().getLeastSignificantBits());
        Session own = new Session(account, "Zoë", session.expiresAt());
        List<TokenHash> tokens = IntStream.range(0, 30)
                .mapToObj(i -> TokenHash.of(account + "-" + i))
                .toList();
        tokens.forEach(each -> sessions().start(each, own));
        tokens.forEach(each -> assertThat(before(store).find(each)).isPresent());
        TokenHash last = tokens.getLast();
        assertThat(sessions().endBatch(account, last, 100)).containsExactlyInAnyOrderElementsOf(tokens.subList(0, 29));
        tokens.subList(0, 29).forEach(each -> store.start(each, own));
        tokens.subList(0, 29)
                .forEach(each -> assertThat(before(store).find(each)).isEmpty());
        assertThat(before(store).find(last)).isPresent();
    }

    @Test
    void anEndIsSeenThoughTheStoreThatIsReadLagsBehind() {
        sessions().start(token, session);
        sessions().end(token);
        store.start(token, session);
        assertThat(sessions().find(token)).isEmpty();
    }

    @Test
    void anEndWhileTheCacheIsPausedIsSeenAfterwards() throws Exception {
        sessions().start(token, session);
        TestRedis.cluster().pause();
        try {
            sessions().end(token);
            assertThat(sessions().find(token)).isEmpty();
        } finally {
            TestRedis.cluster().resume();
        }
        TestRedis.await(() -> sessions().find(token).isEmpty());
        TestRedis.awaitUp(cache);
        assertThat(sessions().find(token)).isEmpty();
    }
}

package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.SessionsContract;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MovingSessionsTest {
    private static Database old;
    private static Database next;

    private MovingSessions sessions;

    @BeforeAll
    static void open() {
        old = TestDatabases.open(Kind.FIRST);
        next = TestDatabases.open(Kind.ACCOUNTS);
    }

    @AfterAll
    static void close() {
        old.close();
        next.close();
    }

    @BeforeEach
    void empty() {
        Sql.update(old, "UPDATE fences SET is_open = TRUE");
        Sql.update(old, "DELETE FROM sessions");
        Sql.update(next, "DELETE FROM sessions");
        InstantSource clock = InstantSource.system();
        sessions = new MovingSessions(new MySqlSessions(old, clock), new MySqlSessions(next, clock));
    }

    private static void closeOld() {
        Sql.update(old, "UPDATE fences SET is_open = FALSE WHERE name = 'sessions'");
    }

    @Nested
    class BeforeTheMove extends SessionsContract {
        @Override
        protected Sessions sessions() {
            return sessions;
        }
    }

    @Nested
    class FromTheMoveOn extends SessionsContract {
        @BeforeEach
        void move() {
            closeOld();
        }

        @Override
        protected Sessions sessions() {
            return sessions;
        }
    }

    /** One that is copied just then would come back. */
    @Test
    void sessionsThatAreStillInTheOldDatabaseCannotEndWhileTheyMove() {
        AccountId account = new AccountId(11);
        TokenHash first = TokenHash.of("first");
        TokenHash asking = TokenHash.of("asking");
        sessions.start(first, new Session(account, "Ada", Instant.now().plusSeconds(60)));
        closeOld();
        sessions.start(asking, new Session(account, "Ada", Instant.now().plusSeconds(60)));
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> sessions.endBatch(account, asking, 100));
        assertThat(sessions.find(first)).isPresent();
        Sql.update(old, "DELETE FROM sessions");
        sessions.start(first, new Session(account, "Ada", Instant.now().plusSeconds(60)));
        assertThat(sessions.endBatch(account, asking, 100)).containsExactly(first);
    }
}

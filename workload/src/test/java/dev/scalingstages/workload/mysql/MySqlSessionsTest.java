package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.SessionsContract;
import dev.scalingstages.workload.content.TokenHash;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MySqlSessionsTest extends SessionsContract {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Migrations.Kind.FIRST);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected Sessions sessions() {
        return new MySqlSessions(database, InstantSource.system());
    }

    @Test
    void whatHasExpiredIsDeletedSliceBySlice() {
        Instant now = Instant.parse("2026-11-01T12:00:00Z");
        MySqlSessions sessions = new MySqlSessions(database, () -> now);
        Session good = new Session(new AccountId(1), "good", now.plusMillis(1));
        sessions.start(TokenHash.of("good"), good);
        Sql.update(
                database,
                "INSERT INTO sessions SELECT UNHEX(SHA2(bucket, 256)), 1, 'old', '2026-11-01 12:00:00' FROM buckets");
        assertThat(sessions.deleteExpired()).isEqualTo(1024);
        assertThat(sessions.deleteExpired()).isZero();
        assertThat(sessions.find(TokenHash.of("good"))).contains(good);
    }
}

package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.SessionsContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}

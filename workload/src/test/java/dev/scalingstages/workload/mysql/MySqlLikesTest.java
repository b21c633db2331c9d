package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.LikesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlLikesTest extends LikesContract {
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
    protected Likes likes() {
        return new MySqlLikes(database);
    }
}

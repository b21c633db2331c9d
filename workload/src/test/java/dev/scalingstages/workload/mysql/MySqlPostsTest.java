package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.PostsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlPostsTest extends PostsContract {
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
    protected Posts posts() {
        return new MySqlPosts(database, database);
    }
}

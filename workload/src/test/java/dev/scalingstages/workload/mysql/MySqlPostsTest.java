package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.PostsContract;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MySqlPostsTest extends PostsContract {
    private static final int POSTS = 100;

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

    @Test
    void aPostTakesFourStatements() throws SQLException {
        Samples samples = new Samples(System.nanoTime());
        posts().add(samples.post(samples.accountId()));
        long before = statements();
        for (int i = 0; i < POSTS; i++) {
            posts().add(samples.post(samples.accountId()));
        }
        // What connections in reserve send meanwhile, and this question, are a few.
        assertThat((statements() - before) / (double) POSTS).isBetween(4.0, 4.5);
    }

    private static long statements() throws SQLException {
        try (Connection connection = SharedMariaDb.server().connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Questions'")) {
            row.next();
            return row.getLong(2);
        }
    }
}

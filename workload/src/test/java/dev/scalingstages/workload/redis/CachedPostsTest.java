package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.PostsContract;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.TestDatabases;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class CachedPostsTest extends PostsContract {
    private static Database database;
    private static RedisCache cache;
    private static Posts posts;

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Migrations.Kind.FIRST);
        cache = TestRedis.cache();
        posts = new CachedPosts(cache, new MySqlPosts(database, database), InstantSource.system());
    }

    @AfterAll
    static void close() {
        cache.close();
        database.close();
    }

    @Override
    protected Posts posts() {
        return posts;
    }
}

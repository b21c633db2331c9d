package dev.scalingstages.workload.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.aws.TestClients;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.History;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Sql;
import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A shard with old posts, and history behind it, for each class that extends it. */
abstract class ArchiveFixture {
    static final Instant OLD = Archiving.BEFORE.minusSeconds(86_400);
    static final List<AccountId> OWNERS = IntStream.range(0, 3)
            .mapToObj(i -> new AccountId(AccountId.firstOf(100 * i).value() + 5))
            .toList();

    private static S3Server s3;
    static RedshiftServer redshift;
    static Archiving places;
    static AwsClients clients;
    static Database shard;

    final Posts posts = new MySqlPosts(shard, shard);
    final History history = places.history(clients);
    final Random random = new Random(5);

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
        try (AwsClients archive = TestClients.of(Map.of(Service.S3, s3.endpoint()))) {
            archive.s3().createBucket(request -> request.bucket(Archiving.BUCKET));
        }
        AwsClients archive = TestClients.of(Map.of(Service.S3, s3.endpoint()));
        redshift = RedshiftServer.start(archive.s3());
        places = new Archiving(
                SharedMariaDb.server().port(),
                SharedMariaDb.server().authority(),
                SharedMariaDb.newSchema(),
                s3.endpoint(),
                redshift.endpoint(),
                redshift.database());
        clients = places.clients();
        Migrations.apply(places.settings(), Migrations.Kind.FIRST);
        shard = new Database(places.settings());
    }

    @AfterAll
    static void stop() {
        shard.close();
        clients.close();
        redshift.close();
        s3.close();
    }

    @BeforeEach
    void empty() throws Exception {
        Sql.update(shard, "DELETE FROM posts");
        Sql.update(shard, "DELETE FROM timeline");
        Sql.update(shard, "UPDATE buckets SET held = TRUE");
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS posts");
        }
    }

    Post post(AccountId owner, Instant time) {
        PostId id = PostId.create(owner, time, random);
        return new Post(id, owner, "Zoë 🦊", "Post " + id, PhotoState.NONE);
    }

    List<Post> old(int count) {
        return old(count, OLD);
    }

    /** A second between each and the next. */
    List<Post> old(int count, Instant first) {
        List<Post> old = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Post post = post(OWNERS.get(i % OWNERS.size()), first.plusSeconds(i));
            posts.add(post);
            old.add(post);
        }
        return old;
    }

    static long count(String table) {
        return Long.parseLong(Sql.value(shard, "SELECT COUNT(*) FROM " + table));
    }

    /** The bodies in history by their posts' ids; the database behind it is faster to ask. */
    static Map<String, String> inHistory() throws Exception {
        Map<String, String> bodies = new HashMap<>();
        try (Connection connection = redshift.connect();
                Statement statement = connection.createStatement();
                ResultSet exists = statement.executeQuery("SELECT to_regclass('posts') IS NOT NULL")) {
            exists.next();
            if (exists.getBoolean(1)) {
                try (ResultSet rows = connection.createStatement().executeQuery("SELECT post_id, body FROM posts")) {
                    while (rows.next()) {
                        assertThat(bodies.put(rows.getString(1), rows.getString(2)))
                                .as("a post that is in history twice")
                                .isNull();
                    }
                }
            }
        }
        return bodies;
    }

    static boolean isIn(Map<String, String> history, Post post) {
        return post.body().equals(history.get(post.id().toString()));
    }

    long archive() {
        return Archiving.run(places.archive(shard, history));
    }
}

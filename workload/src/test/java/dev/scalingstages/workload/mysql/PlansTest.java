package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.TokenHash;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the server means to run the queries: by the keys that docs/read-model.md names, without a sort. */
class PlansTest {
    private static Database database;
    private static AccountId owner;

    @BeforeAll
    static void fill() {
        database = TestDatabases.open(Kind.FIRST);
        MySqlPosts posts = new MySqlPosts(database, database);
        MySqlLikes likes = new MySqlLikes(database);
        Samples samples = new Samples("plans");
        List<Post> all = new ArrayList<>();
        for (int account = 0; account < 20; account++) {
            owner = samples.accountId();
            for (int i = 0; i < 30; i++) {
                all.add(samples.post(owner));
            }
        }
        all.forEach(posts::add);
        all.subList(0, 100).forEach(post -> likes.like(post.id(), owner));
        Sql.rows(database, "ANALYZE TABLE posts, timeline, like_counts");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** The only row of a plan, by the names of its columns, which differ in number from server to server. */
    private static Map<String, String> explain(String query) {
        return database.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("EXPLAIN " + query)) {
                assertThat(row.next()).isTrue();
                Map<String, String> plan = new HashMap<>();
                for (String column : List.of("type", "key", "Extra")) {
                    plan.put(column, String.valueOf(row.getString(column)));
                }
                assertThat(row.next()).isFalse();
                return plan;
            }
        });
    }

    private static String literal(PostId id) {
        return "X'" + id + "'";
    }

    @Test
    void theTimelineIsReadInTheOrderOfItsPrimaryKey() {
        Map<String, String> plan = explain(MySqlPosts.TIMELINE
                .replaceFirst("\\?", Long.toUnsignedString(owner.value()))
                .replaceFirst("\\?", literal(PostId.lastOf(owner.bucket())))
                .replaceFirst("\\?", "20"));
        assertThat(plan.get("key")).isEqualTo("PRIMARY");
        assertThat(plan.get("Extra")).doesNotContain("filesort").doesNotContain("temporary");
    }

    @Test
    void photosOnTheirWayAreCountedInTheOrderOfThePrimaryKey() {
        Map<String, String> plan = explain(MySqlPosts.PHOTOS
                .replaceFirst("\\?", Long.toUnsignedString(owner.value()))
                .replaceFirst("\\?", literal(PostId.firstOf(owner.bucket())))
                .replaceFirst("\\?", "2000"));
        assertThat(plan.get("key")).isEqualTo("PRIMARY");
        assertThat(plan.get("Extra")).doesNotContain("filesort").doesNotContain("temporary");
    }

    @Test
    void aPostIsFoundByItsPrimaryKey() {
        PostId id = new MySqlPosts(database, database)
                .timeline(owner, Optional.empty(), 1)
                .getFirst()
                .id();
        Map<String, String> plan = explain(MySqlPosts.FIND.replace("?", literal(id)));
        assertThat(plan.get("type")).isEqualTo("const");
        assertThat(plan.get("key")).isEqualTo("PRIMARY");
    }

    @Test
    void popularPostsAreReadFromTheIndexOfLikes() {
        Map<String, String> plan = explain(MySqlLikes.POPULAR.replace("?", "50"));
        assertThat(plan.get("key")).isEqualTo("like_counts_by_likes");
        assertThat(plan.get("Extra")).contains("Using index").doesNotContain("filesort");
    }

    @Test
    void sessionsOfAnAccountAreFoundByTheirIndex() {
        MySqlSessions sessions = new MySqlSessions(database, InstantSource.system());
        Session session = new Session(owner, "Ada", Instant.now().plusSeconds(3600));
        for (int i = 0; i < 200; i++) {
            Session of = i % 20 == 0 ? session : new Session(new AccountId(i), "Eve", session.expiresAt());
            sessions.start(TokenHash.of("plan " + i), of);
        }
        Sql.rows(database, "ANALYZE TABLE sessions");
        Map<String, String> plan = explain(MySqlSessions.SOME
                .replaceFirst("\\?", Long.toUnsignedString(owner.value()))
                .replaceFirst("\\?", "X'" + "00".repeat(32) + "'")
                .replaceFirst("\\?", "100"));
        assertThat(plan.get("key")).isEqualTo("sessions_by_account");
    }

    @Test
    void expiredSessionsAreFoundByTheirIndex() {
        Map<String, String> plan = explain(MySqlSessions.DELETE_EXPIRED
                .replaceFirst("\\?", "'2026-11-01 00:00:00'")
                .replaceFirst("\\?", "1000"));
        assertThat(plan.get("key")).isEqualTo("sessions_by_expiry");
        assertThat(plan.get("Extra")).doesNotContain("filesort");
    }
}

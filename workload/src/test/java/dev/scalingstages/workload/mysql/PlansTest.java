package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the server means to run the queries: by the keys that docs/read-model.md names, without a sort. */
class PlansTest {
    private static final int KEY = 5;
    private static final int EXTRA = 9;

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

    private static List<String> explain(String query) {
        List<List<String>> plan = Sql.rows(database, "EXPLAIN " + query);
        assertThat(plan).hasSize(1);
        return plan.getFirst();
    }

    private static String literal(PostId id) {
        return "X'" + id + "'";
    }

    @Test
    void theTimelineIsReadInTheOrderOfItsPrimaryKey() {
        List<String> plan = explain(MySqlPosts.TIMELINE
                .replaceFirst("\\?", Long.toUnsignedString(owner.value()))
                .replaceFirst("\\?", literal(PostId.lastOf(owner.bucket())))
                .replaceFirst("\\?", "20"));
        assertThat(plan.get(KEY)).isEqualTo("PRIMARY");
        assertThat(plan.get(EXTRA)).doesNotContain("filesort").doesNotContain("temporary");
    }

    @Test
    void aPostIsFoundByItsPrimaryKey() {
        PostId id = new MySqlPosts(database, database)
                .timeline(owner, Optional.empty(), 1)
                .getFirst()
                .id();
        List<String> plan = explain(MySqlPosts.FIND.replace("?", literal(id)));
        assertThat(plan.get(3)).isEqualTo("const");
        assertThat(plan.get(KEY)).isEqualTo("PRIMARY");
    }

    @Test
    void popularPostsAreReadFromTheIndexOfLikes() {
        List<String> plan = explain(MySqlLikes.POPULAR.replace("?", "50"));
        assertThat(plan.get(KEY)).isEqualTo("like_counts_by_likes");
        assertThat(plan.get(EXTRA)).contains("Using index").doesNotContain("filesort");
    }

    @Test
    void expiredSessionsAreFoundByTheirIndex() {
        List<String> plan = explain(MySqlSessions.DELETE_EXPIRED
                .replaceFirst("\\?", "'2026-11-01 00:00:00'")
                .replaceFirst("\\?", "1000"));
        assertThat(plan.get(KEY)).isEqualTo("sessions_by_expiry");
        assertThat(plan.get(EXTRA)).doesNotContain("filesort");
    }
}

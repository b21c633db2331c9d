package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PopularPostsTest {
    private static TestTables tables;

    private final Samples samples = new Samples("popular");
    private final TestClock clock = new TestClock();
    private PopularPosts popular;
    private PopularPosts other;

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @BeforeEach
    void empty() {
        Items items = new Items(tables.clients().dynamoDb(), TestTables.COUNTERS);
        tables.clients()
                .dynamoDb()
                .deleteItem(request -> request.tableName(TestTables.COUNTERS)
                        .key(Map.of("subject", Items.text("popular"), "actor", Items.text("#list"))));
        popular = new PopularPosts(items, clock);
        other = new PopularPosts(items, clock);
    }

    private PostId post() {
        return samples.post(samples.accountId()).id();
    }

    @Test
    void aFullListKeepsTheFiftyMostLiked() {
        List<PostId> posts = new ArrayList<>();
        for (int likes = 1; likes <= 60; likes++) {
            PostId post = post();
            posts.add(post);
            popular.note(post, likes);
        }
        assertThat(popular.posts()).containsExactlyInAnyOrderElementsOf(posts.subList(10, 60));
        popular.note(posts.getFirst(), 1);
        assertThat(popular.posts()).doesNotContain(posts.getFirst());
    }

    @Test
    void aPostWithoutLikesLeavesTheList() {
        PostId post = post();
        popular.note(post, 1);
        popular.note(post, 0);
        assertThat(popular.posts()).isEmpty();
    }

    @Test
    void aHotPostIsNotedInStepsOfTwoPercent() {
        PostId post = post();
        popular.note(post, 10_000);
        long version = version();
        for (int likes = 10_001; likes < 10_200; likes++) {
            popular.note(post, likes);
        }
        assertThat(version()).isEqualTo(version);
        popular.note(post, 10_200);
        assertThat(version()).isEqualTo(version + 1);
    }

    private static long version() {
        return Items.number(
                tables.clients()
                        .dynamoDb()
                        .getItem(request -> request.tableName(TestTables.COUNTERS)
                                .key(Map.of("subject", Items.text("popular"), "actor", Items.text("#list"))))
                        .item(),
                "version");
    }

    @Test
    void serversThatKnowAnOldListDoNotOverwriteEachOther() {
        PostId first = post();
        PostId second = post();
        PostId third = post();
        popular.note(first, 1);
        other.note(second, 1);
        popular.note(third, 1);
        assertThat(other.posts()).containsExactlyInAnyOrder(first, second, third);
    }
}

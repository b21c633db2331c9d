package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.LikesContract;
import dev.scalingstages.workload.content.OnePost;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.Timeline;
import dev.scalingstages.workload.content.Timelines;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DynamoLikesTest extends LikesContract {
    private static final Duration LIST_AGE = Duration.ofSeconds(3);

    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final DynamoLikes likes = server();

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    /** What another server has, too. */
    private DynamoLikes server() {
        return new DynamoLikes(tables.clients(), TestTables.COUNTERS, clock);
    }

    @Override
    protected Likes likes() {
        return likes;
    }

    @Override
    protected void updatePopular() {
        clock.advance(LIST_AGE);
    }

    @AfterEach
    void answerAll() {
        tables.server().answerAtMost(100);
    }

    @Test
    void likesByManyServersAtOnceAreCountedExactly() throws Exception {
        Samples samples = new Samples("many servers");
        PostId post = samples.post(samples.accountId()).id();
        List<Callable<Long>> said = new ArrayList<>();
        for (int server = 0; server < 4; server++) {
            DynamoLikes own = server();
            for (int i = 0; i < 10; i++) {
                AccountId account = samples.accountId();
                said.add(() -> own.like(post, account));
                said.add(() -> own.like(post, account));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> result : threads.invokeAll(said)) {
                assertThat(result.get()).isBetween(1L, 40L);
            }
        }
        assertThat(likes.counts(List.of(post))).containsEntry(post, 40L);
    }

    @Test
    void countsOfMoreThanABatchComeWholeAlsoFromABusyTableAndAtOnceAsFarAsItTells() {
        Samples samples = new Samples("busy");
        Map<PostId, Long> expected = new HashMap<>();
        for (int i = 0; i < 230; i++) {
            PostId post = samples.post(samples.accountId()).id();
            expected.put(post, i % 10 == 0 ? 1L : 0L);
            if (i % 10 == 0) {
                likes.like(post, samples.accountId());
            }
        }
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
        tables.server().answerAtMost(30);
        assertThat(likes.counts(expected.keySet())).isEqualTo(expected);
        Map<PostId, Long> result = likes.countsAtOnce(expected.keySet());
        assertThat(result).hasSize(90);
        assertThat(expected).containsAllEntriesOf(result);
    }

    @Test
    void aTableThatAnswersNothingIsUnavailableAndTellsNoCountAtOnce() {
        tables.server().answerAtMost(0);
        Samples samples = new Samples("nothing");
        PostId post = samples.post(samples.accountId()).id();
        assertThat(likes.countsAtOnce(List.of(post))).isEmpty();
        assertThatThrownBy(() -> likes.counts(List.of(post))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aTableThatDoesNotAnswerCostsATimelineItsCountsAndATenthOfASecondAFewTimes() throws Exception {
        Samples samples = new Samples("hung");
        Post post = samples.post(samples.accountId());
        likes.like(post.id(), samples.accountId());
        Timelines timelines = Timelines.of(new OnePost(post), likes);
        assertThat(page(timelines, post).likes()).isEqualTo(Map.of(post.id(), 1L));
        tables.server().hang(true);
        try {
            long begin = System.nanoTime();
            for (int read = 0; read < 100; read++) {
                Timeline page = page(timelines, post);
                assertThat(page.entries()).containsExactly(post.entry());
                assertThat(page.likes()).isEmpty();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        } finally {
            tables.server().hang(false);
        }
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (page(timelines, post).likes().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(page(timelines, post).likes()).isEqualTo(Map.of(post.id(), 1L));
    }

    private static Timeline page(Timelines timelines, Post post) {
        return timelines.read(post.owner(), Optional.empty(), 20, false);
    }

    @Test
    void aTableThatIsNotThereIsUnavailable() {
        DynamoLikes none = new DynamoLikes(tables.clients(), "missing", clock);
        Samples samples = new Samples("missing");
        PostId post = samples.post(samples.accountId()).id();
        assertThatThrownBy(() -> none.like(post, samples.accountId())).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> none.popular(1)).isInstanceOf(UnavailableException.class);
    }
}

package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every adapter of {@link Posts} does, whatever is behind it. */
public abstract class PostsContract {
    private Samples samples;
    private AccountId owner;

    /** The adapter, where what was written can be read at once. */
    protected abstract Posts posts();

    @BeforeEach
    void samples(TestInfo test) {
        samples = new Samples(getClass().getName() + test.getDisplayName());
        owner = samples.accountId();
    }

    @Test
    void aPostIsFoundAsItWasWritten() {
        Post post = samples.post(owner);
        posts().add(post);
        assertThat(posts().find(post.id())).contains(post);
    }

    @Test
    void aPostThatWasNotWrittenIsNotFound() {
        assertThat(posts().find(samples.post(owner).id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "511", "512", "1023"})
    void anAccountOfAnyBucketHasPosts(int bucket) {
        for (AccountId account : List.of(AccountId.firstOf(bucket), AccountId.lastOf(bucket))) {
            Post post = samples.post(account);
            posts().add(post);
            assertThat(posts().find(post.id())).contains(post);
            assertThat(posts().timeline(account, Optional.empty(), 1)).containsExactly(post.entry());
        }
    }

    @Test
    void theLongestBodyAndNameAreKept() {
        Post sample = samples.post(owner);
        for (String text : List.of("x".repeat(1024), "ß".repeat(512), "🦊".repeat(256), "", " a\\b'c\"%_\u0000\n")) {
            Post post = new Post(samples.post(owner).id(), owner, "🦊".repeat(64), text, PhotoState.NONE);
            posts().add(post);
            assertThat(posts().find(post.id())).contains(post);
        }
        assertThat(posts().find(sample.id())).isEmpty();
    }

    @Test
    void theTimelineShowsTheFirst280CharactersOfABody() {
        Post whole = body("🦊".repeat(256));
        Post cut = body("x".repeat(281));
        assertThat(posts().timeline(owner, Optional.empty(), 2)).containsExactly(cut.entry(), whole.entry());
        assertThat(posts().timeline(owner, Optional.empty(), 1).getFirst().excerpt())
                .hasSize(280);
    }

    private Post body(String body) {
        Post post = new Post(samples.post(owner).id(), owner, "Zoë", body, PhotoState.NONE);
        posts().add(post);
        return post;
    }

    @Test
    void theTimelineIsReadPageByPageWithTheNewestFirst() {
        List<TimelineEntry> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Post post = samples.post(owner);
            posts().add(post);
            all.addFirst(post.entry());
        }
        posts().add(samples.post(samples.accountId()));

        List<TimelineEntry> read = new ArrayList<>();
        Optional<PostId> before = Optional.empty();
        for (int page = 0; page < 3; page++) {
            read.addAll(posts().timeline(owner, before, 10));
            before = Optional.of(read.getLast().id());
        }
        assertThat(read).isEqualTo(all);
        assertThat(posts().timeline(owner, before, 10)).isEmpty();
    }

    @Test
    void theTimelineShowsNobodyElsesPosts() {
        AccountId neighbour = new AccountId(owner.value() + 1);
        Post mine = samples.post(owner);
        posts().add(mine);
        posts().add(samples.post(neighbour));
        assertThat(posts().timeline(owner, Optional.empty(), 20)).containsExactly(mine.entry());
    }

    @Test
    void aTimelineWithoutPostsIsEmpty() {
        assertThat(posts().timeline(owner, Optional.empty(), 20)).isEmpty();
    }

    @Test
    void aPostThatIsWrittenTwiceIsThereOnceAndStaysAsItWas() {
        Post post = samples.post(owner, PhotoState.AWAITED);
        posts().add(post);
        posts().photo(post.id(), PhotoState.UPLOADED);
        posts().add(post);
        Post uploaded = post.withPhoto(PhotoState.UPLOADED);
        assertThat(posts().find(post.id())).contains(uploaded);
        assertThat(posts().timeline(owner, Optional.empty(), 20)).containsExactly(uploaded.entry());
    }

    @Test
    void aPostThatIsWrittenByManyAtOnceIsThereOnce() throws Exception {
        Post post = samples.post(owner);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> add = () -> {
                posts().add(post);
                return true;
            };
            for (Future<Boolean> added : threads.invokeAll(Collections.nCopies(16, add))) {
                assertThat(added.get()).isTrue();
            }
        }
        assertThat(posts().find(post.id())).contains(post);
        assertThat(posts().timeline(owner, Optional.empty(), 20)).containsExactly(post.entry());
    }

    @ParameterizedTest
    @CsvSource({
        "AWAITED, UPLOADED, UPLOADED",
        "AWAITED, READY, READY",
        "UPLOADED, REJECTED, REJECTED",
        "UPLOADED, AWAITED, UPLOADED",
        "READY, UPLOADED, READY",
        "READY, REJECTED, READY",
        "REJECTED, READY, REJECTED",
        "NONE, READY, NONE",
    })
    void aPhotosStateGoesOnUntilItIsFinal(PhotoState first, PhotoState update, PhotoState result) {
        Post post = samples.post(owner, first);
        posts().add(post);
        assertThat(posts().photo(post.id(), update)).isTrue();
        assertThat(posts().find(post.id())).contains(post.withPhoto(result));
        assertThat(posts().timeline(owner, Optional.empty(), 1))
                .containsExactly(post.entry().withPhoto(result));
    }

    @Test
    void thePhotosOfAnAccountAreCountedFromATimeOnAndOfNobodyElse() {
        Post old = samples.post(owner, PhotoState.AWAITED);
        posts().add(old);
        Post awaited = samples.post(owner, PhotoState.AWAITED);
        Post without = samples.post(owner, PhotoState.NONE);
        posts().add(awaited);
        posts().add(without);
        posts().add(samples.post(samples.accountId(), PhotoState.AWAITED));
        Instant since = old.id().createdAt().plusMillis(1);
        assertThat(posts().photos(owner, since, 10))
                .isEqualTo(Map.of(awaited.id(), PhotoState.AWAITED, without.id(), PhotoState.NONE));
        posts().photo(awaited.id(), PhotoState.REJECTED);
        assertThat(posts().photos(owner, since, 10)).containsEntry(awaited.id(), PhotoState.REJECTED);
        assertThat(posts().photos(owner, since, 1)).containsOnlyKeys(without.id());
    }

    @ParameterizedTest
    @EnumSource
    void thePhotoOfAPostThatIsNotThereHasNoState(PhotoState state) {
        PostId id = samples.post(owner).id();
        assertThat(posts().photo(id, state)).isFalse();
        assertThat(posts().find(id)).isEmpty();
    }
}

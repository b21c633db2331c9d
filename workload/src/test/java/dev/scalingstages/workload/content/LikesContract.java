package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Likes.Popular;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every adapter of {@link Likes} does, whatever is behind it. */
public abstract class LikesContract {
    private static final int ACCOUNTS = 64;

    private Samples samples;
    private PostId post;

    /** The adapter. */
    protected abstract Likes likes();

    /** Makes the list of popular posts as of now, where it lags. */
    protected void updatePopular() {}

    @BeforeEach
    void samples(TestInfo test) {
        samples = new Samples(getClass().getName() + test.getDisplayName());
        post = postId();
    }

    private PostId postId() {
        return samples.post(samples.accountId()).id();
    }

    @Test
    void aLikeCountsOnceHoweverOftenItIsSaid() {
        AccountId account = samples.accountId();
        assertThat(likes().like(post, account)).isEqualTo(1);
        assertThat(likes().like(post, account)).isEqualTo(1);
        assertThat(likes().like(post, samples.accountId())).isEqualTo(2);
    }

    @Test
    void aLikeIsTakenBackOnce() {
        AccountId account = samples.accountId();
        likes().like(post, account);
        likes().like(post, samples.accountId());
        assertThat(likes().unlike(post, account)).isEqualTo(1);
        assertThat(likes().unlike(post, account)).isEqualTo(1);
        assertThat(likes().like(post, account)).isEqualTo(2);
    }

    @Test
    void aLikeThatWasNeverGivenIsTakenBackWithoutHarm() {
        assertThat(likes().unlike(post, samples.accountId())).isZero();
        assertThat(likes().counts(List.of(post))).isEqualTo(Map.of(post, 0L));
    }

    @Test
    void countsOfManyPostsComeAtOnceAndAreZeroWhereNobodyLikes() {
        PostId other = postId();
        PostId unknown = postId();
        likes().like(post, samples.accountId());
        likes().like(other, samples.accountId());
        likes().like(other, samples.accountId());
        assertThat(likes().counts(List.of(post, other, unknown, post)))
                .isEqualTo(Map.of(post, 1L, other, 2L, unknown, 0L));
        assertThat(likes().counts(List.of())).isEmpty();
    }

    @Test
    void likesOfManyAtOnceAreCountedExactly() throws Exception {
        List<AccountId> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(samples.accountId());
        }
        atOnce(accounts, account -> likes().like(post, account));
        assertThat(likes().counts(List.of(post))).containsEntry(post, (long) ACCOUNTS);

        atOnce(accounts.subList(0, ACCOUNTS / 2), account -> likes().unlike(post, account));
        assertThat(likes().counts(List.of(post))).containsEntry(post, ACCOUNTS / 2L);
    }

    @Test
    void oneLikeThatIsSaidAndTakenBackByManyAtOnceIsCountedExactly() throws Exception {
        AccountId account = samples.accountId();
        List<AccountId> same = Collections.nCopies(8, account);
        atOnce(same, one -> likes().like(post, one));
        assertThat(likes().counts(List.of(post))).containsEntry(post, 1L);
        atOnce(same, one -> likes().unlike(post, one));
        assertThat(likes().counts(List.of(post))).containsEntry(post, 0L);
    }

    private interface Change {
        long by(AccountId account);
    }

    private static void atOnce(List<AccountId> accounts, Change change) throws Exception {
        List<Callable<Long>> changes = new ArrayList<>();
        accounts.forEach(account -> changes.add(() -> change.by(account)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> result : threads.invokeAll(changes)) {
                assertThat(result.get()).isBetween(0L, (long) ACCOUNTS);
            }
        }
    }

    @Test
    void theMostLikedPostsComeFirst() {
        PostId second = postId();
        PostId forgotten = postId();
        like(post, 102);
        like(second, 101);
        AccountId fickle = samples.accountId();
        likes().like(forgotten, fickle);
        likes().unlike(forgotten, fickle);
        updatePopular();

        assertThat(likes().popular(2)).containsExactly(new Popular(post, 102), new Popular(second, 101));
        assertThat(likes().popular(1)).containsExactly(new Popular(post, 102));
        assertThat(likes().popular(100)).extracting(Popular::post).doesNotContain(forgotten);
    }

    private void like(PostId liked, int times) {
        for (int i = 0; i < times; i++) {
            likes().like(liked, samples.accountId());
        }
    }
}

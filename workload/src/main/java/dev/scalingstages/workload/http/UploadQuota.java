package dev.scalingstages.workload.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many photos of an account may be on their way: announced or uploaded, and not judged. They are counted by the posts
 * themselves, of the last day, since later nobody gets an address for them; and for a minute also by what this server has
 * announced, since a post may still be in the queue.
 */
final class UploadQuota {
    /** With the largest uploads that is 100 MB for an account. */
    static final int MOST_UNFINISHED = 10;

    /** How long after a post its photo can be sent. */
    static final Duration WINDOW = Duration.ofDays(1);

    /**
     * An account with more posts than that in a day, which take some milliseconds to look through, may send no photo.
     */
    static final int MOST_POSTS = 2_000;

    private static final int RETRY_SECONDS = 60;
    private static final int REMEMBERED = 10_000;

    private final Posts posts;
    private final InstantSource clock;
    private final Cache<AccountId, Set<PostId>> announced = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    UploadQuota(Posts posts, InstantSource clock) {
        this.posts = posts;
        this.clock = clock;
    }

    /** Whether a post is young enough for its photo to be sent. */
    boolean isOpen(PostId id) {
        return id.createdAt().plus(WINDOW).isAfter(clock.instant());
    }

    /**
     * Counts one more, before the post is stored.
     *
     * @throws Problem 429 when there are too many
     */
    void add(AccountId account, PostId id) {
        Set<PostId> mine = announced.get(account, key -> ConcurrentHashMap.newKeySet());
        Instant minuteAgo = clock.instant().minus(Duration.ofMinutes(1));
        mine.removeIf(other -> other.createdAt().isBefore(minuteAgo));
        // Counted before it is looked, so that many at once do not overlook one another.
        mine.add(id);
        try {
            Map<PostId, PhotoState> stored =
                    posts.photos(account, clock.instant().minus(WINDOW), MOST_POSTS);
            long queued =
                    mine.stream().filter(other -> !stored.containsKey(other)).count();
            long unfinished =
                    stored.values().stream().filter(state -> !state.isFinal()).count();
            if (queued + unfinished > MOST_UNFINISHED || stored.size() == MOST_POSTS) {
                throw Problem.tooMany(
                        RETRY_SECONDS, "Too many uploads are unfinished. Finish those that you have announced.");
            }
        } catch (RuntimeException e) {
            mine.remove(id);
            throw e;
        }
    }
}

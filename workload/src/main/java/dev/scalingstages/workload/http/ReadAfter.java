package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets a reader see what it has written, though what is read from may lag. Two means, which hold when the cache is down as
 * well: a read with the header {@code Read-After} waits up to two seconds for that post, and a post that is not found but
 * so young that it may still be on its way is answered with "later" instead of "not there".
 */
final class ReadAfter {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Until it is that old, a post may be on its way: far longer than a replica lags that is still in service. */
    private static final Duration YOUNG = Duration.ofSeconds(60);

    private final Posts posts;
    private final boolean mayLag;
    private final InstantSource clock;

    /**
     * Reads posts.
     *
     * @param mayLag whether what is written is not at once visible here
     */
    ReadAfter(Posts posts, boolean mayLag, InstantSource clock) {
        this.posts = posts;
        this.mayLag = mayLag;
        this.clock = clock;
    }

    /**
     * Reads when the post that the request names is visible.
     *
     * @throws Problem 503, when it is not after two seconds
     */
    <T> T read(Request request, Supplier<T> read) {
        return read(request, read, value -> true);
    }

    /** The same, where what is read must show the post too. */
    <T> T read(Request request, Supplier<T> read, Predicate<T> shows) {
        Optional<PostId> after = request.readAfter();
        if (after.isEmpty()) {
            return read.get();
        }
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            if (posts.find(after.get()).isPresent()) {
                T value = read.get();
                if (shows.test(value)) {
                    return value;
                }
            }
            if (System.nanoTime() - end > 0) {
                throw Problem.later(1, "The post that this read is to show is not here yet. Try again.");
            }
            pause();
        }
    }

    /** Why a post is not found. */
    Problem missing(PostId id) {
        Duration age = Duration.between(id.createdAt(), clock.instant());
        return mayLag && age.abs().compareTo(YOUNG) < 0
                ? Problem.later(1, "This post is not here yet. Try again.")
                : Problem.notFound("There is no such post.");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.later(1, "The server is stopping. Try again.");
        }
    }
}

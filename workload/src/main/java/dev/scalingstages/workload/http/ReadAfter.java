package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.limits.Client;
import dev.scalingstages.workload.limits.Places;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets readers see their own writes, although the store that they read may lag. Two means, which also work when the
 * cache is down: a read with the header {@code Read-After} waits up to two seconds for that post, and a post that is
 * not found but so young that it may still be on its way is answered with "later" instead of "not there".
 *
 * <p>Anybody can send such a header. So nobody waits where nothing lags, nor for a post that is too old to be on its
 * way or from the future, and few wait at once; a request that finds no place is told at once to come later. A wait
 * looks six times.
 */
final class ReadAfter {
    /** Between one look and the next; two seconds together. A replica lags by milliseconds as a rule. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(50),
            Duration.ofMillis(150),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofMillis(1000));

    /** The age until which a post may be on its way: far longer than any replica in service lags. */
    private static final Duration YOUNG = Duration.ofSeconds(60);

    /** How far a server's clock may be ahead of another's; AWS's time service keeps them within milliseconds. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    /** An eighth of the requests in flight: 640 readers a second, when replicas lag by 50 ms. */
    private static final int WAITING = 32;

    private static final int WAITING_OF_ONE_CLIENT = 4;

    private final Posts posts;
    private final boolean mayLag;
    private final InstantSource clock;
    private final Places<Client> waiting = new Places<>(WAITING, WAITING_OF_ONE_CLIENT);

    /**
     * Reads posts.
     *
     * @param mayLag whether writes may not be visible here at once
     */
    ReadAfter(Posts posts, boolean mayLag, InstantSource clock) {
        this.posts = posts;
        this.mayLag = mayLag;
        this.clock = clock;
    }

    /**
     * Reads once the post that the request names is visible.
     *
     * @throws Problem 503, when it is not after two seconds, or when too many wait
     */
    <T> T read(Request request, Supplier<T> read) {
        return read(request, read, value -> true);
    }

    /** Likewise, where the result of the read must show the post too. */
    <T> T read(Request request, Supplier<T> read, Predicate<T> shows) {
        Optional<PostId> after = wanted(request);
        if (after.isEmpty()) {
            return read.get();
        }
        PostId id = after.get();
        if (posts.find(id).isEmpty()) {
            // One that is not on its way is not there, and nothing can show it.
            return mayBeOnItsWay(id) ? await(id, request.client(), read, shows) : read.get();
        }
        T value = read.get();
        if (shows.test(value)) {
            return value;
        }
        if (!mayBeOnItsWay(id)) {
            throw notYet();
        }
        return await(id, request.client(), read, shows);
    }

    /** The post that a read is to show; empty where every post is visible at once. */
    Optional<PostId> wanted(Request request) {
        return request.readAfter().filter(id -> mayLag);
    }

    private <T> T await(PostId id, Client client, Supplier<T> read, Predicate<T> shows) {
        if (!waiting.tryAcquire(client)) {
            throw notYet();
        }
        try {
            for (Duration pause : PAUSES) {
                pause(pause);
                if (posts.find(id).isPresent()) {
                    T value = read.get();
                    if (shows.test(value)) {
                        return value;
                    }
                }
            }
            throw notYet();
        } finally {
            waiting.release(client);
        }
    }

    private static Problem notYet() {
        return Problem.later(1, "The post that Read-After names has not arrived yet. Try again.");
    }

    /** The answer when a post is not found: 503 while it may still be on its way, 404 otherwise. */
    Problem missing(PostId id) {
        return mayLag && mayBeOnItsWay(id)
                ? Problem.later(1, "This post has not arrived yet. Try again.")
                : Problem.notFound("There is no such post.");
    }

    private boolean mayBeOnItsWay(PostId id) {
        Duration age = Duration.between(id.createdAt(), clock.instant());
        return age.compareTo(YOUNG) < 0 && age.compareTo(CLOCKS_DIFFER.negated()) >= 0;
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.later(1, "The server is stopping. Try again.");
        }
    }
}

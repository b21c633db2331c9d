package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is read from other posts, and takes its time. */
final class WatchedPosts implements Posts {
    private final Posts posts;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile Runnable afterRead = () -> {};

    WatchedPosts(Posts posts) {
        this.posts = posts;
    }

    int reads() {
        return reads.get();
    }

    /** How long each read takes from now on. */
    void slowDown(Duration each) {
        delay = each;
    }

    /** What happens between a read and its answer from now on. */
    void afterRead(Runnable action) {
        afterRead = action;
    }

    private <T> T watch(T read) {
        reads.incrementAndGet();
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        afterRead.run();
        return read;
    }

    @Override
    public void add(Post post) {
        posts.add(post);
    }

    @Override
    public boolean photo(PostId id, PhotoState state) {
        return posts.photo(id, state);
    }

    @Override
    public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
        return posts.photos(owner, since, limit);
    }

    @Override
    public Optional<Post> find(PostId id) {
        return watch(posts.find(id));
    }

    @Override
    public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
        return watch(posts.timeline(owner, before, limit));
    }
}

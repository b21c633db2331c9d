package dev.scalingstages.workload.shards;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.WrongShardException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Posts over several shards. A shard that does not answer makes its own buckets unavailable and no others.
 *
 * <p>A write that a shard refuses, since the bucket has left it, is tried once more where a fresh map says. A read that
 * finds less than was asked for may have met such a shard too, so it looks again where the bucket is now; misses are
 * common, and therefore cause the map to be read at most every two seconds.
 */
public final class ShardedPosts implements Posts {
    private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(2);

    private final ShardMap map;
    private final List<Posts> shards;
    private final LongSupplier nanoTime;
    private final AtomicLong nextRefresh;

    /**
     * @param shards the first is shard 1
     */
    public ShardedPosts(ShardMap map, List<? extends Posts> shards) {
        this(map, shards, System::nanoTime);
    }

    /** With another clock, which returns nanoseconds. */
    ShardedPosts(ShardMap map, List<? extends Posts> shards, LongSupplier nanoTime) {
        this.map = map;
        this.shards = List.copyOf(shards);
        this.nanoTime = nanoTime;
        this.nextRefresh = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public void add(Post post) {
        write(post.id().bucket(), shard -> {
            shard.add(post);
            return true;
        });
    }

    @Override
    public boolean photo(PostId id, PhotoState state) {
        return write(id.bucket(), shard -> shard.photo(id, state));
    }

    private boolean write(int bucket, Predicate<Posts> write) {
        try {
            return write.test(shard(bucket));
        } catch (WrongShardException e) {
            map.refresh();
            return write.test(shard(bucket));
        }
    }

    @Override
    public Optional<Post> find(PostId id) {
        return read(id.bucket(), shard -> shard.find(id), Optional::isPresent);
    }

    @Override
    public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
        return read(owner.bucket(), shard -> shard.timeline(owner, before, limit), entries -> entries.size() == limit);
    }

    @Override
    public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
        return read(owner.bucket(), shard -> shard.photos(owner, since, limit), photos -> !photos.isEmpty());
    }

    private <T> T read(int bucket, Function<Posts, T> read, Predicate<T> isComplete) {
        Posts shard = shard(bucket);
        T result = read.apply(shard);
        if (isComplete.test(result)) {
            return result;
        }
        refreshIfDue();
        Posts now = shard(bucket);
        return now == shard ? result : read.apply(now);
    }

    private void refreshIfDue() {
        long due = nextRefresh.get();
        long now = nanoTime.getAsLong();
        if (now - due >= 0 && nextRefresh.compareAndSet(due, now + BETWEEN_REFRESHES.toNanos())) {
            map.refresh();
        }
    }

    private Posts shard(int bucket) {
        return shards.get(map.shardOf(bucket) - 1);
    }
}

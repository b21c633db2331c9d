package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Likes with a cache before them. Whoever likes leaves the new count in the cache, so that they see it though the store
 * that they read lags behind. A count can be wrong for a minute by those who like and unlike in the same moment, or within
 * ten seconds while the cache fails.
 */
public final class CachedLikes implements Likes {
    /** Longer than a replica lags. */
    private static final Duration OWN_COUNT = Duration.ofMinutes(1);

    private static final Duration COUNT = Duration.ofSeconds(10);
    private static final Duration POPULAR = Duration.ofSeconds(5);

    private final RedisCache cache;
    private final Likes store;
    private final ReadThrough<Map<PostId, Long>> counts;
    private final ReadThrough<List<Popular>> popular;
    private final OwnWrites ownWrites = new OwnWrites();

    public CachedLikes(RedisCache cache, Likes store) {
        this.cache = cache;
        this.store = store;
        this.counts = new ReadThrough<>(cache, Kind.LIKES);
        this.popular = new ReadThrough<>(cache, Kind.POPULAR);
    }

    @Override
    public long like(PostId post, AccountId account) {
        long count = store.like(post, account);
        leave(post, count, true);
        return count;
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        long count = store.unlike(post, account);
        leave(post, count, false);
        return count;
    }

    private void leave(PostId post, long count, boolean rising) {
        // No longer than a count from before it is there.
        ownWrites.leave(() -> cache.setCount(Keys.likes(post), count, rising, OWN_COUNT), COUNT);
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return posts.isEmpty()
                ? Map.of()
                : counts.read(new Counts(posts.stream().distinct().toList()), Copy.MASTER);
    }

    /** Counts are one value, which is there when all of them are. Of the others, the store is asked together. */
    private final class Counts implements ReadThrough.Value<Map<PostId, Long>> {
        private final List<PostId> posts;
        private final Map<PostId, Long> known = new HashMap<>();

        private Counts(List<PostId> posts) {
            this.posts = posts;
        }

        @Override
        public String key() {
            return posts.stream().map(Keys::likes).collect(Collectors.joining(","));
        }

        @Override
        public Reply<Map<PostId, Long>> cached(Copy copy) {
            List<String> keys = posts.stream().map(Keys::likes).toList();
            return cache.getAll(copy, keys).join().map(values -> {
                for (PostId post : posts) {
                    Optional.ofNullable(values.get(Keys.likes(post))).ifPresent(value -> known.put(post, count(value)));
                }
                return known.size() == posts.size() ? Optional.of(Map.copyOf(known)) : Optional.empty();
            });
        }

        @Override
        public Map<PostId, Long> load() {
            List<PostId> unknown =
                    posts.stream().filter(post -> !known.containsKey(post)).toList();
            Map<PostId, Long> all = new HashMap<>(known);
            all.putAll(store.counts(unknown));
            return all;
        }

        @Override
        public void fill(Map<PostId, Long> all) {
            all.forEach((post, count) -> {
                if (!known.containsKey(post)) {
                    cache.setIfAbsent(Keys.likes(post), bytes(count), COUNT);
                }
            });
        }
    }

    private static long count(byte[] value) {
        return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(long count) {
        return Long.toString(count).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<Popular> popular(int limit) {
        return popular.read(new Top(limit), Copy.ANY);
    }

    private final class Top implements ReadThrough.Value<List<Popular>> {
        private final int limit;

        private Top(int limit) {
            this.limit = limit;
        }

        @Override
        public String key() {
            return Keys.popular(limit);
        }

        @Override
        public Reply<List<Popular>> cached(Copy copy) {
            return cache.get(copy, key()).join().map(Encoding::popular);
        }

        @Override
        public List<Popular> load() {
            return store.popular(limit);
        }

        @Override
        public void fill(List<Popular> posts) {
            cache.setIfAbsent(key(), Encoding.popular(posts), POPULAR);
        }
    }
}

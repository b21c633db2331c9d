package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.CacheMetrics.Outcome;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Likes with a cache in front. A like leaves the new count in the cache, and waits until each copy of the cache has it,
 * so that the user sees it even if the store they read from lags behind. A count can be wrong for a minute by those who
 * like and unlike in the same moment, and when the cache fails for as long as counts are held.
 */
public final class CachedLikes implements Likes {
    /** Longer than a replica lags. */
    private static final Duration OWN_COUNT = Duration.ofMinutes(1);

    /**
     * How long a count from the database is held: as long as the page that shows it. It must not be longer by much, since a
     * replica that lags more than {@link #OWN_COUNT} gives old counts.
     */
    public static final Duration WITH_A_PAGE = Duration.ofMinutes(1);

    /**
     * How long a count from DynamoDB is held, where each costs half a read unit: with pages of 20 posts, 10 million accounts
     * cost 27,778 units a second at most, however often they are read. It is no older for that, as each like leaves the new
     * count.
     */
    public static final Duration AN_HOUR = Duration.ofHours(1);

    private static final Duration POPULAR = Duration.ofSeconds(5);

    private final RedisCache cache;
    private final Likes store;
    private final Duration held;
    private final ReadThrough<Map<PostId, Long>> counts;
    private final ReadThrough<List<Popular>> popular;
    private final OwnWrites ownWrites = new OwnWrites();

    /**
     * @param held how long a count is held that nobody changes
     */
    public CachedLikes(RedisCache cache, Likes store, Duration held) {
        this.held = held;
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
        boolean taken = ownWrites.leave(() -> cache.setCount(Keys.likes(post), count, rising, OWN_COUNT), held);
        if (taken) {
            cache.settle(Keys.likes(post));
        }
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return posts.isEmpty()
                ? Map.of()
                : counts.read(new Counts(posts.stream().distinct().toList(), new HashMap<>(), store::counts), Copy.ANY);
    }

    /**
     * The counts of a page, of which the cache has returned some or none.
     *
     * @param told the counts that it has returned; later ones are added, even when the store then fails
     * @param isDown whether it did not answer
     */
    Map<PostId, Long> counts(List<PostId> posts, Map<PostId, Long> told, boolean isDown) {
        Counts all = new Counts(posts, told, store::countsAtOnce);
        return counts.read(all, all.state(isDown));
    }

    /** Records the counts of a page as hits, when the cache returned all of them with the page. */
    void recordPageHits() {
        cache.metrics().asked(Kind.LIKES, Outcome.HIT);
    }

    /** A count as the cache holds it. */
    static long count(byte[] value) {
        return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
    }

    /** Counts are one value, which is there when all of them are. Of the others, the store is asked together. */
    private final class Counts implements ReadThrough.Value<Map<PostId, Long>> {
        private final List<PostId> posts;
        private final Map<PostId, Long> known;

        private final Function<Collection<PostId>, Map<PostId, Long>> ask;

        private Counts(
                List<PostId> posts, Map<PostId, Long> known, Function<Collection<PostId>, Map<PostId, Long>> ask) {
            this.posts = posts;
            this.ask = ask;
            this.known = known;
        }

        @Override
        public String key() {
            return posts.stream().map(Keys::likes).collect(Collectors.joining(","));
        }

        @Override
        public Reply<Map<PostId, Long>> cached(Copy copy) {
            List<String> keys = posts.stream().map(Keys::likes).toList();
            Reply<Map<String, byte[]>> reply = cache.getAll(copy, keys).join();
            reply.found().ifPresent(values -> {
                for (PostId post : posts) {
                    Optional.ofNullable(values.get(Keys.likes(post))).ifPresent(value -> known.put(post, count(value)));
                }
            });
            return state(reply.isDown());
        }

        /** The counts when all are known; a miss or down otherwise. */
        private Reply<Map<PostId, Long>> state(boolean isDown) {
            if (isDown) {
                return new Reply.Down<>();
            }
            return Reply.of(known.keySet().containsAll(posts) ? Optional.of(Map.copyOf(known)) : Optional.empty());
        }

        @Override
        public Map<PostId, Long> load() {
            List<PostId> unknown =
                    posts.stream().filter(post -> !known.containsKey(post)).toList();
            Map<PostId, Long> all = new HashMap<>(known);
            all.putAll(ask.apply(unknown));
            return all;
        }

        @Override
        public void fill(Map<PostId, Long> all) {
            Map<Integer, Map<String, byte[]>> slots = new HashMap<>();
            all.forEach((post, count) -> {
                if (!known.containsKey(post)) {
                    slots.computeIfAbsent(post.bucket(), bucket -> new HashMap<>())
                            .put(Keys.likes(post), bytes(count));
                }
            });
            slots.values().forEach(slot -> cache.setAllIfAbsent(slot, held));
        }
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

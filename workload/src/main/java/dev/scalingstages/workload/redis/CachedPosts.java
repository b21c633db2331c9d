package dev.scalingstages.workload.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.CacheMetrics.Outcome;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts with a cache in front. A write leaves the row in the cache, and in the owner's list of recent posts, which
 * readers merge into the timeline, and waits until each copy of the cache has them: so users see their own writes, even
 * if the store lags behind, whichever copy they read. A reader only fills in what is not there, and a photo's state
 * only goes on, so a row that a lagging store gives never takes the place of a newer one.
 *
 * <p>Posts that never change again are also held in this process. Those of the last minute, and photos that are not
 * finished, are read from the masters of the cache, the rest from any copy.
 */
public final class CachedPosts implements Posts {
    /** A post that does not change is held until it is no longer asked for; the hour bounds what an archive leaves. */
    private static final Duration FINISHED = Duration.ofHours(1);

    /** A photo goes on within seconds; a row that misses it, because the cache failed just then, is soon gone. */
    private static final Duration UNFINISHED = Duration.ofMinutes(1);

    /** Far longer than a replica lags and a page lives together. */
    private static final Duration RECENT = Duration.ofMinutes(15);

    /** As long as a page: more of one account's posts are not written while a replica lags. */
    private static final int RECENT_LENGTH = CachedPages.LENGTH;

    /** A post of 1 KB is about 2 KB in memory: the 8,000 hottest. */
    private static final long LOCAL_BYTES = 16L * 1024 * 1024;

    private static final int BYTES_BESIDE_TEXT = 300;

    private final RedisCache cache;
    private final Posts store;
    private final InstantSource clock;
    private final ReadThrough<Optional<Post>> rows;
    private final CachedPages pages;
    private final OwnWrites ownWrites = new OwnWrites();
    private final Cache<PostId, Post> local = Caffeine.newBuilder()
            // The cache's housekeeping costs less than waking a thread for it.
            .executor(Runnable::run)
            .maximumWeight(LOCAL_BYTES)
            .weigher((PostId id, Post post) -> BYTES_BESIDE_TEXT
                    + 2 * (post.body().length() + post.authorName().length()))
            .expireAfterWrite(FINISHED)
            .build();

    /**
     * @param store where posts are kept; where posts are written too, it must read what it wrote
     */
    public CachedPosts(RedisCache cache, Posts store, InstantSource clock) {
        this.cache = cache;
        this.store = store;
        this.clock = clock;
        this.rows = new ReadThrough<>(cache, Kind.POST);
        this.pages = new CachedPages(cache, store);
    }

    @Override
    public void add(Post post) {
        store.add(post);
        remember(post);
    }

    /** Lets readers see a post that was acknowledged, and that the store may only have later. */
    public void remember(Post post) {
        Duration lifetime = post.photo().isFinal() ? FINISHED : UNFINISHED;
        byte[] row = Encoding.post(post);
        byte[] entry = Encoding.entries(List.of(post.entry()));
        boolean taken = ownWrites.leave(
                () -> cache.setUnlessHigher(Keys.post(post.id()), row, lifetime)
                        .thenCombine(
                                cache.pushUnlessHigher(
                                        Keys.recent(post.owner()), entry, Encoding.ENTRY_NAME, RECENT_LENGTH, RECENT),
                                (one, other) -> one.isDown() ? one : other),
                CachedPages.LIFETIME);
        if (taken) {
            cache.settle(Keys.recent(post.owner()));
        }
    }

    @Override
    public boolean photo(PostId id, PhotoState state) {
        boolean known = store.photo(id, state);
        if (known) {
            // Not with the new state, as one that came earlier may have gone further.
            store.find(id).ifPresent(this::remember);
        }
        return known;
    }

    @Override
    public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
        return store.photos(owner, since, limit);
    }

    @Override
    public Optional<Post> find(PostId id) {
        Post held = local.getIfPresent(id);
        if (held != null) {
            cache.metrics().asked(Kind.POST, Outcome.LOCAL);
            return Optional.of(held);
        }
        Optional<Post> found = rows.read(new Row(id), isYoung(id) ? Copy.MASTER : Copy.ANY);
        found.filter(post -> post.photo().isFinal()).ifPresent(post -> local.put(id, post));
        return found;
    }

    /** Whether copies of the cache may not have it yet. */
    private boolean isYoung(PostId id) {
        Instant minuteAgo = clock.instant().minus(UNFINISHED);
        return id.createdAt().isAfter(minuteAgo);
    }

    private final class Row implements ReadThrough.Value<Optional<Post>> {
        private final PostId id;

        private Row(PostId id) {
            this.id = id;
        }

        @Override
        public String key() {
            return Keys.post(id);
        }

        @Override
        public Reply<Optional<Post>> cached(Copy copy) {
            Reply<Post> reply = cache.get(copy, key()).join().map(value -> Encoding.post(id, value));
            boolean mayBeOutdated = copy == Copy.ANY
                    && reply.found().filter(post -> !post.photo().isFinal()).isPresent();
            return mayBeOutdated ? cached(Copy.MASTER) : reply.map(post -> Optional.of(Optional.of(post)));
        }

        @Override
        public Optional<Post> load() {
            return store.find(id);
        }

        @Override
        public void fill(Optional<Post> found) {
            found.ifPresent(post ->
                    cache.setIfAbsent(key(), Encoding.post(post), post.photo().isFinal() ? FINISHED : UNFINISHED));
        }
    }

    @Override
    public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
        return pages.read(owner, before, limit, Copy.ANY).entries();
    }

    /** Timelines with what the cache knows of their likes. */
    CachedPages pages() {
        return pages;
    }
}

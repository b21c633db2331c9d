package dev.scalingstages.workload.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Pages of timelines, by one call to the cache each: it answers with the page, the owner's recent posts, which are merged
 * into it, and the counts of likes. Pages that are read often are held in this process too; of those the call says only
 * whether they are still the cache's.
 */
final class CachedPages {
    /** How much of a timeline is cached: the page that is shown at first. */
    static final int LENGTH = 20;

    static final Duration LIFETIME = Duration.ofMinutes(1);

    /** A page is about 10 KB in memory: the 800 that are read most. */
    private static final long LOCAL_BYTES = 8L * 1024 * 1024;

    private static final int BYTES_BESIDE_TEXT = 200;
    private static final byte[] NOTHING = {};

    private final RedisCache cache;
    private final Posts store;
    private final ReadThrough<List<TimelineEntry>> pages;
    private final Cache<AccountId, Held> local = Caffeine.newBuilder()
            .maximumWeight(LOCAL_BYTES)
            .weigher((AccountId owner, Held held) -> held.entries().stream()
                    .mapToInt(entry -> BYTES_BESIDE_TEXT
                            + entry.excerpt().length()
                            + entry.authorName().length())
                    .sum())
            .expireAfterAccess(LIFETIME)
            .build();

    /**
     * A page that is read.
     *
     * @param counts of likes, as far as the cache has them
     * @param isDown whether the cache did not answer
     */
    record Page(List<TimelineEntry> entries, Map<PostId, Long> counts, boolean isDown) {}

    /** A page, and the version by which the cache knows it. */
    private record Held(long version, List<TimelineEntry> entries) {}

    /** What the cache answered. */
    private record Answer(Optional<List<TimelineEntry>> page, List<TimelineEntry> recent, Map<PostId, Long> counts) {
        private static final Answer NONE = new Answer(Optional.empty(), List.of(), Map.of());
    }

    /**
     * @param store where pages are kept
     */
    CachedPages(RedisCache cache, Posts store) {
        this.cache = cache;
        this.store = store;
        this.pages = new ReadThrough<>(cache, Kind.TIMELINE);
    }

    /** A page of an account's posts, the newest first, with those that the store may not have yet. */
    Page read(AccountId owner, Optional<PostId> before, int limit, Copy copy) {
        Reply<Answer> reply = ask(owner, copy);
        Answer answer = reply.found().orElse(Answer.NONE);
        boolean isFirst = before.isEmpty() && limit <= LENGTH;
        List<TimelineEntry> page =
                isFirst ? pages.read(new First(owner), reply.map(Answer::page)) : store.timeline(owner, before, limit);
        List<TimelineEntry> written = before.isEmpty()
                ? answer.recent()
                : answer.recent().stream()
                        .filter(entry -> entry.id().compareTo(before.get()) < 0)
                        .toList();
        return new Page(merge(page, written, limit), answer.counts(), reply.isDown());
    }

    private Reply<Answer> ask(AccountId owner, Copy copy) {
        Optional<Held> held = Optional.ofNullable(local.getIfPresent(owner));
        byte[] known = held.map(page ->
                        ByteBuffer.allocate(Long.BYTES).putLong(page.version()).array())
                .orElse(NOTHING);
        return cache.query(
                        copy,
                        Scripts.TIMELINE,
                        List.of(Keys.page(owner), Keys.recent(owner)),
                        Encoding.MARK,
                        Keys.likesOf(owner.bucket()).getBytes(StandardCharsets.US_ASCII),
                        known)
                .join()
                .map(parts -> Optional.of(answer(owner, held, parts)));
    }

    private Answer answer(AccountId owner, Optional<Held> held, List<Object> parts) {
        Optional<byte[]> value = Optional.ofNullable((byte[]) parts.get(0));
        Optional<List<TimelineEntry>> page = value.flatMap(bytes -> page(owner, held, bytes));
        List<TimelineEntry> written = new ArrayList<>();
        for (Object entry : (List<?>) parts.get(1)) {
            Encoding.entries(owner, (byte[]) entry).ifPresent(written::addAll);
        }
        Map<PostId, Long> counts = new HashMap<>();
        Iterator<?> values = ((List<?>) parts.get(2)).iterator();
        // Of a value that cannot be read nobody knows which post is counted.
        boolean isRead = value.isPresent() == page.isPresent() && written.size() == ((List<?>) parts.get(1)).size();
        for (List<TimelineEntry> counted :
                isRead ? List.of(page.orElse(List.of()), written) : List.<List<TimelineEntry>>of()) {
            for (TimelineEntry entry : counted) {
                if (values.next() instanceof byte[] count) {
                    counts.put(entry.id(), CachedLikes.count(count));
                }
            }
        }
        return new Answer(page, written, counts);
    }

    /** The page that is held when it is of the same version, or the one that came. */
    private Optional<List<TimelineEntry>> page(AccountId owner, Optional<Held> held, byte[] value) {
        long version = Encoding.version(value).orElseThrow();
        Optional<List<TimelineEntry>> same =
                held.filter(page -> page.version() == version).map(Held::entries);
        if (same.isPresent()) {
            return same;
        }
        Optional<List<TimelineEntry>> entries = Encoding.pageEntries(owner, value);
        entries.ifPresent(page -> local.put(owner, new Held(version, page)));
        return entries;
    }

    /** The newest of both, each once and with the state that has gone further. */
    private static List<TimelineEntry> merge(List<TimelineEntry> page, List<TimelineEntry> written, int limit) {
        if (written.isEmpty()) {
            return page.size() <= limit ? page : page.subList(0, limit);
        }
        TreeMap<PostId, TimelineEntry> all = new TreeMap<>(Comparator.reverseOrder());
        Stream.concat(page.stream(), written.stream())
                .forEach(entry -> all.merge(
                        entry.id(), entry, (one, other) -> one.photo().compareTo(other.photo()) >= 0 ? one : other));
        return all.values().stream().limit(limit).toList();
    }

    private final class First implements ReadThrough.Value<List<TimelineEntry>> {
        private final AccountId owner;

        private First(AccountId owner) {
            this.owner = owner;
        }

        @Override
        public String key() {
            return Keys.page(owner);
        }

        @Override
        public Reply<List<TimelineEntry>> cached(Copy copy) {
            return cache.get(copy, key()).join().map(value -> Encoding.pageEntries(owner, value));
        }

        @Override
        public List<TimelineEntry> load() {
            return store.timeline(owner, Optional.empty(), LENGTH);
        }

        @Override
        public void fill(List<TimelineEntry> entries) {
            long version = ThreadLocalRandom.current().nextLong();
            cache.setIfAbsent(key(), Encoding.page(version, entries), LIFETIME);
        }
    }
}

package dev.scalingstages.workload.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.redis.CacheMetrics.Kind;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The memory of an entry besides its text: objects, and the key of its count. */
    private static final int BYTES_BESIDE_TEXT = 300;

    private static final byte[] NOTHING = {};

    private final RedisCache cache;
    private final Posts store;
    private final ReadThrough<List<TimelineEntry>> pages;
    private final Cache<AccountId, Held> local = Caffeine.newBuilder()
            // The cache's housekeeping costs less than waking a thread for it.
            .executor(Runnable::run)
            .maximumWeight(LOCAL_BYTES)
            .weigher((AccountId owner, Held held) -> held.bytes())
            .expireAfterAccess(LIFETIME)
            .build();

    /**
     * A page that is read.
     *
     * @param counts of likes, as far as the cache has them
     * @param isDown whether the cache did not answer
     */
    record Page(List<TimelineEntry> entries, Map<PostId, Long> counts, boolean isDown) {}

    /**
     * A page and what was written since, as the cache has them.
     *
     * @param version by which the cache knows both
     * @param first the first page of both
     * @param counts the keys of the counts of what is on it
     */
    private record Held(
            byte[] version,
            List<TimelineEntry> page,
            List<TimelineEntry> written,
            List<TimelineEntry> first,
            List<String> counts) {
        private static Held of(byte[] version, List<TimelineEntry> page, List<TimelineEntry> written) {
            List<TimelineEntry> first = merge(page, written, LENGTH);
            List<String> counts =
                    first.stream().map(entry -> Keys.likes(entry.id())).toList();
            return new Held(version, page, written, first, counts);
        }

        private int bytes() {
            return Stream.concat(page.stream(), written.stream())
                    .mapToInt(entry -> BYTES_BESIDE_TEXT
                            + entry.excerpt().length()
                            + entry.authorName().length())
                    .sum();
        }
    }

    /** The cache's answer; it may have no page, but posts that were written. */
    private record Answer(Optional<Held> held, List<TimelineEntry> written, Map<PostId, Long> counts) {
        private static final Answer NONE = new Answer(Optional.empty(), List.of(), Map.of());

        private Optional<List<TimelineEntry>> first() {
            return held.map(Held::first);
        }
    }

    /**
     * @param store where pages are kept
     */
    CachedPages(RedisCache cache, Posts store) {
        this.cache = cache;
        this.store = store;
        this.pages = new ReadThrough<>(cache, Kind.TIMELINE);
    }

    /** Reads a page of an account's posts, the newest first, with those that the store may not have yet. */
    Page read(AccountId owner, Optional<PostId> before, int limit, Copy copy) {
        Reply<Answer> reply = ask(owner, copy);
        Answer answer = reply.found().orElse(Answer.NONE);
        boolean isFirst = before.isEmpty() && limit <= LENGTH;
        List<TimelineEntry> page =
                isFirst ? pages.read(new First(owner), reply.map(Answer::first)) : store.timeline(owner, before, limit);
        return new Page(
                isFirst && answer.held().isPresent()
                        ? page.subList(0, Math.min(limit, page.size()))
                        : merge(page, written(answer, before), limit),
                answer.counts(),
                reply.isDown());
    }

    private static List<TimelineEntry> written(Answer answer, Optional<PostId> before) {
        return before.isEmpty()
                ? answer.written()
                : answer.written().stream()
                        .filter(entry -> entry.id().compareTo(before.get()) < 0)
                        .toList();
    }

    private Reply<Answer> ask(AccountId owner, Copy copy) {
        Optional<Held> held = Optional.ofNullable(local.getIfPresent(owner));
        List<String> keys = new ArrayList<>(LENGTH + 2);
        keys.add(Keys.page(owner));
        keys.add(Keys.recent(owner));
        held.map(Held::counts).ifPresent(keys::addAll);
        return cache.query(
                        copy,
                        Scripts.TIMELINE,
                        keys,
                        Encoding.MARK,
                        Keys.likesOf(owner.bucket()).getBytes(StandardCharsets.US_ASCII),
                        held.map(Held::version).orElse(NOTHING))
                .join()
                .map(parts -> Optional.of(answer(owner, held, parts)));
    }

    private Answer answer(AccountId owner, Optional<Held> held, List<Object> parts) {
        byte[] version = (byte[]) parts.get(0);
        List<?> values = (List<?>) parts.get(3);
        Optional<Held> same = held.filter(known -> Arrays.equals(known.version(), version));
        if (same.isPresent()) {
            return new Answer(same, same.get().written(), counts(same.get().first().stream(), values));
        }
        Optional<byte[]> value = Optional.ofNullable((byte[]) parts.get(1));
        Optional<List<TimelineEntry>> page = value.flatMap(bytes -> page(owner, held, bytes));
        List<?> entries = (List<?>) parts.get(2);
        List<TimelineEntry> written = new ArrayList<>();
        for (Object entry : entries) {
            Encoding.entries(owner, (byte[]) entry).ifPresent(written::addAll);
        }
        // Of a value that cannot be read nobody knows which post is counted.
        boolean isRead = value.isPresent() == page.isPresent() && written.size() == entries.size();
        Optional<Held> read = page.map(shown -> Held.of(version, shown, written));
        read.filter(known -> isRead).ifPresent(known -> local.put(owner, known));
        return new Answer(
                read,
                written,
                isRead
                        ? counts(Stream.concat(page.stream().flatMap(List::stream), written.stream()), values)
                        : Map.of());
    }

    /** The counts of entries, of which the cache may not have all. */
    private static Map<PostId, Long> counts(Stream<TimelineEntry> entries, List<?> values) {
        Map<PostId, Long> counts = HashMap.newHashMap(values.size());
        Iterator<?> next = values.iterator();
        entries.forEach(entry -> {
            if (next.next() instanceof byte[] count) {
                counts.put(entry.id(), CachedLikes.count(count));
            }
        });
        return counts;
    }

    /** The entries of a page that came, or of the one that is held when the page came without them. */
    private static Optional<List<TimelineEntry>> page(AccountId owner, Optional<Held> held, byte[] value) {
        Optional<Held> same = held.filter(known -> Encoding.isOf(known.version(), value));
        return same.isPresent() ? same.map(Held::page) : Encoding.pageEntries(owner, value);
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

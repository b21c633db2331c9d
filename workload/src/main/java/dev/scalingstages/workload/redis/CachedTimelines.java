package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.KnownCounts;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Timeline;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.Timelines;
import dev.scalingstages.workload.redis.RedisCache.Copy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Timelines with a cache in front of posts and likes: a cached page takes one command. Any copy of the cache may be
 * read, as a write waits for all of them; a reader that says it has just written reads the copy that has seen each
 * write.
 */
public final class CachedTimelines implements Timelines {
    private final CachedPages pages;
    private final CachedLikes likes;
    private final KnownCounts counts = new KnownCounts(System::nanoTime);

    public CachedTimelines(CachedPosts posts, CachedLikes likes) {
        this.pages = posts.pages();
        this.likes = likes;
    }

    @Override
    public Timeline read(AccountId owner, Optional<PostId> before, int limit, boolean ownWrite) {
        CachedPages.Page page = pages.read(owner, before, limit, ownWrite ? Copy.MASTER : Copy.ANY);
        List<PostId> shown = page.entries().stream().map(TimelineEntry::id).toList();
        return new Timeline(page.entries(), shown.isEmpty() ? Map.of() : counts(shown, page));
    }

    /**
     * The counts that the cache returned, and the rest from the store; if the store fails, only those from the cache.
     */
    private Map<PostId, Long> counts(List<PostId> shown, CachedPages.Page page) {
        if (page.counts().size() == shown.size() && page.counts().keySet().containsAll(shown)) {
            likes.recordPageHits();
            return page.counts();
        }
        Map<PostId, Long> told = new HashMap<>(page.counts());
        told.keySet().retainAll(shown);
        Map<PostId, Long> all = counts.of(() -> likes.counts(shown, told, page.isDown()));
        return all.isEmpty() ? told : all;
    }
}

package dev.scalingstages.workload.content;

import java.util.List;
import java.util.Optional;

/** Timelines as they are shown: posts with their likes. */
@FunctionalInterface
public interface Timelines {
    /**
     * A page of an account's posts.
     *
     * @param before only those older than this one
     * @param limit how many at most
     * @param ownWrite whether the reader says that it has just written; then copies that may lag are asked last
     * @throws UnavailableException when the posts cannot be read
     */
    Timeline read(AccountId owner, Optional<PostId> before, int limit, boolean ownWrite);

    /** Timelines from posts and likes that are read separately. */
    static Timelines of(Posts posts, Likes likes) {
        KnownCounts counts = new KnownCounts(System::nanoTime);
        return (owner, before, limit, ownWrite) -> {
            List<TimelineEntry> entries = posts.timeline(owner, before, limit);
            List<PostId> ids = entries.stream().map(TimelineEntry::id).toList();
            return new Timeline(entries, counts.of(() -> likes.countsAtOnce(ids)));
        };
    }
}

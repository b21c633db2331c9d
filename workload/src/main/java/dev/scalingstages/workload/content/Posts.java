package dev.scalingstages.workload.content;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Posts and the timelines made of them. */
public interface Posts {
    /**
     * Stores a post and its row in the timeline, both or neither. A post that is there already stays as it is.
     *
     * @throws UnavailableException when it is not known to be stored; then it may be tried again
     */
    void add(Post post);

    /** Reads a post; empty when there is none. */
    Optional<Post> find(PostId id);

    /**
     * An account's posts, the newest first.
     *
     * @param before only those older than this one
     * @param limit how many at most
     */
    List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit);

    /**
     * The states of the photos of an account's posts, as they are stored now and not a moment ago.
     *
     * @param since only those of posts since then
     * @param limit how many at most, the newest
     */
    Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit);

    /**
     * Advances a photo's state; an earlier state changes nothing.
     *
     * @return whether there is such a post
     */
    boolean photo(PostId id, PhotoState state);
}

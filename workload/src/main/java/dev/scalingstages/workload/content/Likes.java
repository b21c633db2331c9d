package dev.scalingstages.workload.content;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The likes of posts, and their counts. */
public interface Likes {
    /**
     * A post and how many like it.
     *
     * @param likes how many accounts
     */
    record Popular(PostId post, long likes) {}

    /**
     * Adds an account's like of a post; it counts once, however often it is added.
     *
     * @return how many like it now
     */
    long like(PostId post, AccountId account);

    /**
     * Removes an account's like of a post.
     *
     * @return how many like it now
     */
    long unlike(PostId post, AccountId account);

    /** How many like each of some posts; zero for those that nobody likes. */
    Map<PostId, Long> counts(Collection<PostId> posts);

    /** Likewise for a page, which is better shown without them than late: a busy store leaves some out. */
    default Map<PostId, Long> countsAtOnce(Collection<PostId> posts) {
        return counts(posts);
    }

    /** The most liked posts, the most liked first. From stage 6 on the list may lag by some likes. */
    List<Popular> popular(int limit);
}

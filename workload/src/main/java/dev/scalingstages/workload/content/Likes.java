package dev.scalingstages.workload.content;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who likes what, and how many do. */
public interface Likes {
    /**
     * A post and how many like it.
     *
     * @param likes how many accounts
     */
    record Popular(PostId post, long likes) {}

    /**
     * Notes that an account likes a post; once, however often it is said.
     *
     * @return how many like it now
     */
    long like(PostId post, AccountId account);

    /**
     * Takes that back.
     *
     * @return how many like it now
     */
    long unlike(PostId post, AccountId account);

    /** How many like each of some posts; zero for those that nobody likes. */
    Map<PostId, Long> counts(Collection<PostId> posts);

    /** The same for a page, which is shown without them rather than late: a store that is busy leaves some out. */
    default Map<PostId, Long> countsAtOnce(Collection<PostId> posts) {
        return counts(posts);
    }

    /** The most liked posts, the most liked first. From stage 6 on the list may lag by some likes. */
    List<Popular> popular(int limit);
}

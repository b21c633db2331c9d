package dev.scalingstages.workload.content;

import java.util.Collection;
import java.util.Optional;

/** A store of likes that takes those of another store, many at once. */
public interface MovedLikes {
    /** The most likes and posts that are taken at once, added up. */
    int MOST = 50;

    /** An account's like of a post. */
    record Like(PostId post, AccountId account) {}

    /**
     * Adds likes and counts them; those that are there stay, and are not counted again.
     *
     * @throws UnavailableException when it is not known whether they are all there
     */
    void add(Collection<Like> likes);

    /** Returns one of some likes that is not there as of now, if any. */
    Optional<Like> firstMissing(Collection<Like> likes);
}

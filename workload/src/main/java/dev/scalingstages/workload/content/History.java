package dev.scalingstages.workload.content;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Posts that are older than the retention window, and leave the database for good. Before they are deleted there, they
 * are compared: what was stored and what is found in history must have the same {@link Summary}.
 */
public interface History {
    /**
     * The sums of a range of posts. Two ranges with the same summary hold the same posts, but for a chance of one in
     * 2<sup>64</sup>.
     *
     * @param posts how many
     * @param ids the sum of the random halves of their ids
     * @param bytes the length of their bodies in UTF-8
     */
    record Summary(long posts, BigInteger ids, long bytes) {
        /** The summary of no posts. */
        public static final Summary NOTHING = new Summary(0, BigInteger.ZERO, 0);

        /** The summary with one more post. */
        public Summary plus(Post post) {
            return new Summary(
                    posts + 1,
                    ids.add(BigInteger.valueOf(post.id().low())),
                    bytes + post.body().getBytes(StandardCharsets.UTF_8).length);
        }

        /** The summary with the posts of another range added. */
        public Summary plus(Summary other) {
            return new Summary(posts + other.posts, ids.add(other.ids), bytes + other.bytes);
        }
    }

    /**
     * Stores posts; those that are there already stay as they are or are replaced by the same, so it may be done again.
     * When it returns they are stored on both sides of history, and may be counted. All of them are one load, however
     * many they are, and none is held in memory.
     *
     * @param posts the posts in the order of their ids
     * @return what was stored
     * @throws UnavailableException when it is not known to be stored
     * @throws NotLoadedException when history answers, and could not take these posts
     */
    Summary store(Iterator<Post> posts);

    /** The summary of the posts that history holds of a range, the first and the last included. */
    Summary summary(PostId first, PostId last);
}

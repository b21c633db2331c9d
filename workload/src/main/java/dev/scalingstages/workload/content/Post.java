package dev.scalingstages.workload.content;

import java.util.Objects;

/**
 * A post. Only its photo's state ever changes.
 *
 * @param authorName the author's name on the day of writing
 * @param body up to 1,024 characters and 1 KiB in UTF-8
 */
public record Post(PostId id, AccountId owner, String authorName, String body, PhotoState photo) {
    /** The longest body, in bytes of UTF-8: what the load of 1 KB a write is planned with. */
    public static final int LONGEST_BODY_BYTES = 1024;

    /** How much of a body a timeline shows, in characters (code points). */
    private static final int EXCERPT = 280;

    public Post {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(authorName, "authorName");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(photo, "photo");
        if (id.bucket() != owner.bucket()) {
            throw new IllegalArgumentException("a post is in its owner's bucket");
        }
    }

    /** Its row in the author's timeline. */
    public TimelineEntry entry() {
        boolean whole = body.codePointCount(0, body.length()) <= EXCERPT;
        String excerpt = whole ? body : body.substring(0, body.offsetByCodePoints(0, EXCERPT));
        return new TimelineEntry(id, owner, authorName, excerpt, whole, photo);
    }

    /** The same post with another state of its photo. */
    public Post withPhoto(PhotoState state) {
        return new Post(id, owner, authorName, body, state);
    }
}

package dev.scalingstages.workload.content;

/**
 * A post as a timeline shows it: the read model's row, which holds all that the page needs.
 *
 * @param excerpt the first 280 characters of the body
 * @param whole whether the excerpt is all there is
 */
public record TimelineEntry(
        PostId id, AccountId owner, String authorName, String excerpt, boolean whole, PhotoState photo) {
    /** The same entry with another state of its photo. */
    public TimelineEntry withPhoto(PhotoState state) {
        return new TimelineEntry(id, owner, authorName, excerpt, whole, state);
    }
}

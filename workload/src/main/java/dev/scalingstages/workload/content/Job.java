package dev.scalingstages.workload.content;

/**
 * Work that a worker does later, or the server at once where there is no queue. Each may be done twice without harm.
 */
public sealed interface Job {
    /** An asynchronous write: stores a post that was acknowledged. */
    record StorePost(Post post) implements Job {}

    /** Makes the thumbnail of an uploaded photo. */
    record MakeThumbnail(PostId post) implements Job {}
}

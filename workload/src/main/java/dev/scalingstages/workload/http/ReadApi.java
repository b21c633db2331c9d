package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Timelines;
import java.time.InstantSource;

/**
 * The stores that the read API reads from.
 *
 * @param mayLag whether writes may not be visible here at once, because of replicas or a queue
 */
public record ReadApi(Posts posts, Timelines timelines, Likes likes, Files files, boolean mayLag, InstantSource clock) {
    /** The routes of the read API. */
    public Routes routes() {
        return new ReadingResource(posts, timelines, new ReadAfter(posts, mayLag, clock), likes, files)
                .addTo(new Routes());
    }
}

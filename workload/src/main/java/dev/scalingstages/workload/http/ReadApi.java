package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Timelines;
import java.time.InstantSource;

/**
 * What the read API reads from.
 *
 * @param mayLag whether what is written is not at once visible here, because of replicas or a queue
 */
public record ReadApi(Posts posts, Timelines timelines, Likes likes, Files files, boolean mayLag, InstantSource clock) {
    /** What it answers. */
    public Routes routes() {
        return new ReadingResource(posts, timelines, new ReadAfter(posts, mayLag, clock), likes, files)
                .addTo(new Routes());
    }
}

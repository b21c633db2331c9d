package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Posts;

/** Does jobs, whether they come from a queue or from the server itself. */
public final class Worker {
    private final Posts posts;
    private final PhotoWork photos;

    public Worker(Posts posts, PhotoWork photos) {
        this.posts = posts;
        this.photos = photos;
    }

    /**
     * Does a job: stores a post or makes a thumbnail.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when it has to be done again later
     */
    public void work(Job job) {
        switch (job) {
            case Job.StorePost write -> posts.add(write.post());
            case Job.MakeThumbnail photo -> photos.makeThumbnail(photo.post());
        }
    }
}

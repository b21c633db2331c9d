package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.signin.SignIn;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The stores that the write API writes to.
 *
 * @param uploads takes files, where they are kept on this server's disk
 * @param readOnly whether to refuse all writes, while data moves to another store; reads go on
 */
public record WriteApi(
        SignIn signIn,
        Posts posts,
        Likes likes,
        Files files,
        Jobs jobs,
        Optional<Uploads> uploads,
        boolean readOnly,
        RandomGenerator random,
        InstantSource clock) {
    /** The routes of the write API. */
    public Routes routes() {
        ReadAfter readAfter = new ReadAfter(posts, jobs.mayDefer(), clock);
        AccountsResource accounts = new AccountsResource(signIn);
        PhotoResource photos = new PhotoResource(accounts, posts, readAfter, files, jobs, clock);
        Routes routes = readOnly ? Routes.readOnly() : new Routes();
        accounts.addTo(routes);
        new PostsResource(accounts, photos, jobs, random, clock).addTo(routes);
        new LikesResource(accounts, posts, readAfter, likes).addTo(routes);
        return uploads.isPresent() ? photos.addTo(routes, uploads.get()) : photos.addTo(routes);
    }
}

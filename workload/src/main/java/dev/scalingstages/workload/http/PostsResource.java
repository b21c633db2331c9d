package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Session;
import io.helidon.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Writing a post, with or without a photo. */
final class PostsResource {
    private final AccountsResource accounts;
    private final PhotoResource photos;
    private final Jobs jobs;
    private final RandomGenerator random;
    private final InstantSource clock;

    PostsResource(
            AccountsResource accounts, PhotoResource photos, Jobs jobs, RandomGenerator random, InstantSource clock) {
        this.accounts = accounts;
        this.photos = photos;
        this.jobs = jobs;
        this.random = random;
        this.clock = clock;
    }

    private record NewPost(Optional<String> body, Optional<PhotoResource.NewPhoto> photo) {}

    private record MadePost(String postId, Optional<PhotoResource.UploadAddress> upload) {}

    Routes addTo(Routes routes) {
        return routes.add(Route.POSTS, Method.POST, this::write);
    }

    private Answer write(Request request) throws IOException {
        Session author = accounts.session(request);
        NewPost asked = request.body(NewPost.class);
        String body = asked.body().orElse("");
        Fields fields = new Fields()
                .check(isBody(body), "body", "must have 1 to 1024 bytes in UTF-8 and must" + " not be blank");
        asked.photo().ifPresent(photo -> photo.check(fields, "photo."));
        fields.done();
        PostId id = PostId.create(author.account(), clock.instant(), random);
        if (asked.photo().isPresent()) {
            photos.admit(author.account(), id);
        }
        PhotoState photo = asked.photo().isPresent() ? PhotoState.AWAITED : PhotoState.NONE;
        Jobs.Progress stored =
                jobs.submit(new Job.StorePost(new Post(id, author.account(), author.displayName(), body, photo)));
        Optional<PhotoResource.UploadAddress> upload = asked.photo().map(announced -> photos.upload(id, announced));
        return Answer.of(stored == Jobs.Progress.DEFERRED ? 202 : 201, new MadePost(id.toString(), upload))
                .with("Location", "/api/posts/" + id)
                .with("Read-After", id.toString());
    }

    private static boolean isBody(String text) {
        return !text.isBlank()
                && StandardCharsets.UTF_8.newEncoder().canEncode(text)
                && text.getBytes(StandardCharsets.UTF_8).length <= Post.LONGEST_BODY_BYTES
                && text.indexOf('\0') < 0;
    }
}

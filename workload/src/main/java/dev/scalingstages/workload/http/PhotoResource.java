package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Job;
import dev.scalingstages.workload.content.Jobs;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Uploading a post's photo: the author gets an address, sends the file there, and says when it is done. */
final class PhotoResource {
    /** What {@code worker.Thumbnails} can read. */
    private static final List<String> TYPES = List.of("image/jpeg", "image/png");

    private final AccountsResource accounts;
    private final Posts posts;
    private final ReadAfter readAfter;
    private final Files files;
    private final Jobs jobs;

    PhotoResource(AccountsResource accounts, Posts posts, ReadAfter readAfter, Files files, Jobs jobs) {
        this.accounts = accounts;
        this.posts = posts;
        this.readAfter = readAfter;
        this.files = files;
        this.jobs = jobs;
    }

    /** A photo that is announced. */
    record NewPhoto(Optional<String> contentType, Optional<Long> size) {
        /** Checks it as a part of a request. */
        void check(Fields fields, String prefix) {
            fields.check(
                            contentType.filter(TYPES::contains).isPresent(),
                            prefix + "contentType",
                            "is one of " + String.join(", ", TYPES))
                    .check(
                            size.filter(bytes -> bytes >= 1 && bytes <= Files.LARGEST)
                                    .isPresent(),
                            prefix + "size",
                            "is a number of bytes from 1 to " + Files.LARGEST);
        }
    }

    /** Where to upload it, and how. */
    record UploadAddress(String method, String address, Map<String, String> headers, String expiresAt) {}

    private record State(PhotoState state) {}

    Routes addTo(Routes routes) {
        return routes.add(Route.PHOTO_UPLOADS, Method.POST, this::again)
                .add(Route.PHOTO_FINISH, Method.POST, this::finish);
    }

    /** Also takes uploads itself. */
    Routes addTo(Routes routes, Uploads uploads) {
        return addTo(routes).add(Route.UPLOAD, Method.PUT, request -> receive(request, uploads));
    }

    /** An address for one upload. */
    UploadAddress upload(PostId id, NewPhoto photo) {
        Files.Upload upload = files.upload(
                Files.UPLOADS + id,
                photo.contentType().orElseThrow(),
                photo.size().orElseThrow());
        return new UploadAddress(
                "PUT",
                upload.address().toString(),
                upload.headers(),
                upload.expiresAt().toString());
    }

    private Answer again(Request request) throws IOException {
        Post post = own(request);
        NewPhoto photo = request.body(NewPhoto.class);
        Fields fields = new Fields();
        photo.check(fields, "");
        fields.done();
        if (post.photo() != PhotoState.AWAITED) {
            throw Problem.conflict("This post awaits no photo.");
        }
        return Answer.of(201, upload(post.id(), photo));
    }

    private Answer finish(Request request) {
        Post post = own(request);
        return switch (post.photo()) {
            case NONE -> throw Problem.conflict("This post has no photo.");
            case AWAITED, UPLOADED -> finish(post);
            case READY, REJECTED -> Answer.ok(new State(post.photo()));
        };
    }

    private Answer finish(Post post) {
        Files.Stored file = files.find(Files.UPLOADS + post.id())
                .orElseThrow(() -> Problem.conflict("The photo is not uploaded yet."));
        boolean isPhoto = TYPES.contains(file.contentType()) && file.size() <= Files.LARGEST;
        PhotoState state = isPhoto ? PhotoState.UPLOADED : PhotoState.REJECTED;
        // False when the post itself is still in the queue; whoever makes the thumbnail then waits for it.
        posts.photo(post.id(), state);
        boolean isDone =
                isPhoto ? jobs.submit(new Job.MakeThumbnail(post.id())) == Jobs.Progress.DONE : !jobs.mayDefer();
        return !isDone
                ? Answer.of(202, new State(state))
                : Answer.ok(new State(posts.find(post.id()).map(Post::photo).orElse(state)));
    }

    private Post own(Request request) {
        AccountId account = accounts.session(request).account();
        PostId id = request.post();
        Post post = posts.find(id).orElseThrow(() -> readAfter.missing(id));
        if (!post.owner().equals(account)) {
            throw Problem.of(403, "This is somebody else's post.");
        }
        return post;
    }

    private static Answer receive(Request request, Uploads uploads) throws IOException {
        String type = request.contentType().orElseThrow(() -> Problem.of(415, "Send the type that was announced."));
        Map<String, String> query = Stream.of("expires", "size", "type", "signature")
                .filter(name -> request.query(name).isPresent())
                .collect(Collectors.toMap(
                        name -> name, name -> request.query(name).orElseThrow()));
        try (InputStream content = request.stream()) {
            return switch (uploads.receive(Files.UPLOADS + request.post(), query, type, content)) {
                case STORED -> Answer.empty(204);
                case FORGED -> throw Problem.of(403, "This address was not given out.");
                case EXPIRED -> throw Problem.of(403, "This address is no longer good. Ask for another one.");
                case WRONG_TYPE -> throw Problem.of(415, "Send the type that was announced.");
                case WRONG_SIZE -> throw Problem.of(400, "Send as many bytes as were announced.");
            };
        }
    }
}

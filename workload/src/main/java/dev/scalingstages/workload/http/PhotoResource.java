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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Uploading a post's photo: the author gets an address, sends the file there, and says when it is done. */
final class PhotoResource {
    /** The types that {@code decoding.Thumbnails} can read. */
    private static final List<String> TYPES = List.of("image/jpeg", "image/png");

    private final AccountsResource accounts;
    private final Posts posts;
    private final ReadAfter readAfter;
    private final Files files;
    private final Jobs jobs;
    private final UploadQuota quota;
    private final PhotoAdmission admission = new PhotoAdmission(System::nanoTime);

    PhotoResource(
            AccountsResource accounts, Posts posts, ReadAfter readAfter, Files files, Jobs jobs, InstantSource clock) {
        this.accounts = accounts;
        this.posts = posts;
        this.readAfter = readAfter;
        this.files = files;
        this.jobs = jobs;
        this.quota = new UploadQuota(posts, clock);
    }

    /** A photo that is announced with its type and size. */
    record NewPhoto(Optional<String> contentType, Optional<Long> size) {
        /** Checks it as a part of a request. */
        void check(Fields fields, String prefix) {
            fields.check(
                            contentType.filter(TYPES::contains).isPresent(),
                            prefix + "contentType",
                            "must be one of " + String.join(", ", TYPES))
                    .check(
                            size.filter(bytes -> bytes >= 1 && bytes <= Files.LARGEST)
                                    .isPresent(),
                            prefix + "size",
                            "must be a number of bytes from 1 to " + Files.LARGEST);
        }
    }

    /** The address for an upload, and how to use it. */
    record UploadAddress(String method, String address, Map<String, String> headers, String expiresAt) {}

    private record State(PhotoState state) {}

    Routes addTo(Routes routes) {
        return routes.add(Route.PHOTO_UPLOADS, Method.POST, this::again)
                .add(Route.PHOTO_FINISH, Method.POST, this::finish);
    }

    /** Also takes uploads itself. */
    Routes addTo(Routes routes, Uploads uploads) {
        return addTo(routes)
                .add(Route.UPLOAD, Method.PUT, request -> admission.upload(() -> receive(request, uploads)));
    }

    /**
     * Lets a post have a photo, before it is stored.
     *
     * @throws Problem 507 when the disk is nearly full, 429 when too many of the author's are not finished
     */
    void admit(AccountId author, PostId id) {
        requireRoom();
        quota.add(author, id);
    }

    private void requireRoom() {
        if (!files.hasRoom()) {
            throw noRoom();
        }
    }

    private static Problem noRoom() {
        return Problem.of(507, "There is no room for photos now.");
    }

    /** An address for one upload. */
    UploadAddress upload(PostId id, NewPhoto photo) {
        Files.Upload upload = files.upload(
                Files.INCOMING + id,
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
        boolean isAwaited = switch (post.photo()) {
            case AWAITED -> quota.isOpen(post.id());
            // It was uploaded once, and expired before anybody could look at it.
            case UPLOADED -> quota.isOpen(post.id()) && uploaded(post.id()).isEmpty();
            case NONE, READY, REJECTED -> false;
        };
        if (!isAwaited) {
            throw Problem.conflict("This post does not wait for a photo, or no longer does.");
        }
        requireRoom();
        return Answer.of(201, upload(post.id(), photo));
    }

    private Answer finish(Request request) throws IOException {
        Post post = own(request);
        return switch (post.photo()) {
            case NONE -> throw Problem.conflict("This post has no photo.");
            case AWAITED, UPLOADED -> admission.finish(post.owner(), () -> finish(post));
            case READY, REJECTED -> Answer.ok(new State(post.photo()));
        };
    }

    private Answer finish(Post post) {
        Files.Stored file = uploaded(post.id()).orElseThrow(() -> Problem.conflict("The photo is not uploaded yet."));
        boolean isPhoto = TYPES.contains(file.contentType()) && file.size() <= Files.LARGEST;
        PhotoState state = isPhoto ? PhotoState.UPLOADED : PhotoState.REJECTED;
        // False when the post itself is still in the queue; the worker that makes the thumbnail then waits for it.
        posts.photo(post.id(), state);
        boolean isDone =
                isPhoto ? jobs.submit(new Job.MakeThumbnail(post.id())) == Jobs.Progress.DONE : !jobs.mayDefer();
        return !isDone
                ? Answer.of(202, new State(state))
                : Answer.ok(new State(posts.find(post.id()).map(Post::photo).orElse(state)));
    }

    /** The upload; one by an address of an older release is where photos are shown. */
    private Optional<Files.Stored> uploaded(PostId id) {
        return files.find(Files.INCOMING + id).or(() -> files.find(Files.UPLOADS + id));
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

    private Answer receive(Request request, Uploads uploads) throws IOException {
        String type = request.contentType().orElseThrow(() -> Problem.of(415, "Send the type that was announced."));
        PostId id = request.post();
        Map<String, String> query = Stream.of("expires", "size", "type", "signature")
                .filter(name -> request.query(name).isPresent())
                .collect(Collectors.toMap(
                        name -> name, name -> request.query(name).orElseThrow()));
        // An upload that would no longer be judged is not stored either.
        if (posts.find(id).map(Post::photo).filter(PhotoState::isFinal).isPresent()) {
            throw Problem.conflict("This post does not wait for a photo.");
        }
        try (InputStream content = request.stream()) {
            return switch (uploads.receive(id.toString(), query, type, content)) {
                case STORED -> Answer.empty(204);
                case FORGED -> throw Problem.of(403, "This upload address is not valid.");
                case EXPIRED -> throw Problem.of(403, "This upload address has expired. Request another one.");
                case WRONG_TYPE -> throw Problem.of(415, "Send the type that was announced.");
                case WRONG_SIZE -> throw Problem.of(400, "Send as many bytes as were announced.");
                case NO_ROOM -> throw noRoom();
            };
        }
    }
}

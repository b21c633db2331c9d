package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the thumbnail of an uploaded photo and takes the post's state on. */
public final class PhotoWork {
    private static final Logger LOG = LoggerFactory.getLogger(PhotoWork.class);

    /** Until then a post may still wait in a queue, or in its dead letters while somebody mends what is wrong. */
    private static final Duration LONGEST_IN_QUEUE = Duration.ofDays(14);

    private final Posts posts;
    private final Files files;
    private final Thumbnails thumbnails;
    private final InstantSource clock;

    public PhotoWork(Posts posts, Files files, Thumbnails thumbnails, InstantSource clock) {
        this.posts = posts;
        this.files = files;
        this.thumbnails = thumbnails;
        this.clock = clock;
    }

    /**
     * Makes it, unless the post's photo has been dealt with.
     *
     * @throws UnavailableException when the post is not stored yet, or the file cannot be read now
     */
    void makeThumbnail(PostId id) {
        boolean isStored = posts.photo(id, PhotoState.UPLOADED);
        if (!isStored) {
            if (id.createdAt().plus(LONGEST_IN_QUEUE).isAfter(clock.instant())) {
                throw new UnavailableException("post " + id + " is not stored yet");
            }
            LOG.warn("There is a photo of post {}, but no such post", id);
            return;
        }
        if (posts.find(id).map(Post::photo).filter(PhotoState::isFinal).isEmpty()) {
            Optional<byte[]> thumbnail = read(id).flatMap(thumbnails::make);
            thumbnail.ifPresent(jpeg -> files.put(Files.PHOTOS + id, Thumbnails.TYPE, jpeg));
            posts.photo(id, thumbnail.isPresent() ? PhotoState.READY : PhotoState.REJECTED);
            LOG.info("The photo of post {} is {}", id, thumbnail.isPresent() ? "ready" : "rejected");
        }
    }

    /** The upload, or nothing when it is larger than any may be. */
    private Optional<byte[]> read(PostId id) {
        try (InputStream stream = files.open(Files.UPLOADS + id)) {
            byte[] bytes = stream.readNBytes((int) Files.LARGEST + 1);
            return bytes.length > Files.LARGEST ? Optional.empty() : Optional.of(bytes);
        } catch (IOException e) {
            throw new UnavailableException("the photo of post " + id + " cannot be read", e);
        }
    }
}

package dev.scalingstages.workload.worker;

import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.decoding.Decoders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges uploads: makes the thumbnail, stores exactly the bytes that were judged where they are shown, and advances the
 * post's state. The first upload that is found good is the one that stays: a later upload to the same address is never
 * shown.
 */
public final class PhotoWork {
    /** The type of all thumbnails. */
    private static final String JPEG = "image/jpeg";

    private static final String PNG = "image/png";

    /** The first byte of a PNG. That of a JPEG is another; the decoder knows no third kind. */
    private static final byte PNG_BEGINS = (byte) 0x89;

    private static final Logger LOG = LoggerFactory.getLogger(PhotoWork.class);

    /** How long a post may wait in a queue, or in its dead letters while an operator fixes the cause. */
    private static final Duration LONGEST_IN_QUEUE = Duration.ofDays(14);

    private final Posts posts;
    private final Files files;
    private final Decoders decoders;
    private final Duration patience;
    private final InstantSource clock;

    /**
     * @param patience how long a photo waits for a place, with nothing of it in memory
     */
    public PhotoWork(Posts posts, Files files, Decoders decoders, Duration patience, InstantSource clock) {
        this.posts = posts;
        this.files = files;
        this.decoders = decoders;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Judges the photo of a post, unless that has been done.
     *
     * @throws dev.scalingstages.workload.content.BusyException when there is no place for it
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
        if (!isJudged(id)) {
            try (Decoders.Place place = decoders.take(patience)) {
                // Another server may have done it meanwhile.
                if (!isJudged(id)) {
                    judge(id, place);
                }
            }
        }
        if (isJudged(id)) {
            discard(Files.INCOMING + id);
        }
    }

    private boolean isJudged(PostId id) {
        return posts.find(id).map(Post::photo).filter(PhotoState::isFinal).isPresent();
    }

    private void judge(PostId id, Decoders.Place place) {
        // There already: from a judgement that did not come to its end, or by an address of an older release.
        Optional<byte[]> shown = read(Files.UPLOADS + id);
        Optional<byte[]> upload = shown.isPresent() ? shown : read(Files.INCOMING + id);
        if (upload.isEmpty()) {
            LOG.warn("There is no upload for post {} any more", id);
            return;
        }
        byte[] picture = upload.get();
        Optional<byte[]> thumbnail = picture.length > Files.LARGEST ? Optional.empty() : place.thumbnail(picture);
        if (thumbnail.isEmpty()) {
            posts.photo(id, PhotoState.REJECTED);
            discard(Files.UPLOADS + id);
            LOG.info("The photo of post {} is rejected", id);
        } else if (show(id, picture, shown.isPresent())) {
            files.put(Files.PHOTOS + id, JPEG, thumbnail.get());
            posts.photo(id, PhotoState.READY);
            LOG.info("The photo of post {} is ready", id);
        } else {
            // Another server was faster, maybe with another upload: its is shown, so it is what counts.
            judge(id, place);
        }
    }

    /** Stores the judged photo where it is shown; false when another one is already there. */
    private boolean show(PostId id, byte[] picture, boolean isShown) {
        String type = picture[0] == PNG_BEGINS ? PNG : JPEG;
        if (isShown) {
            // Once more: an address of an older release may have put another one there while this one was judged.
            files.put(Files.UPLOADS + id, type, picture);
            return true;
        }
        return files.putNew(Files.UPLOADS + id, type, picture);
    }

    /** A file, or nothing when it is not there; of one that is larger than any may be, a byte more than that. */
    private Optional<byte[]> read(String key) {
        try (InputStream stream = files.open(key)) {
            return Optional.of(stream.readNBytes((int) Files.LARGEST + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException(key + " cannot be read", e);
        }
    }

    /** Deletes a file; one that cannot be deleted now goes when it expires. */
    private void discard(String key) {
        try {
            files.delete(key);
        } catch (UnavailableException e) {
            LOG.warn("{} stays for now: {}", key, e.getMessage());
        }
    }
}

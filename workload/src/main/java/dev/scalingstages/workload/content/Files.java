package dev.scalingstages.workload.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Files of users: uploads that have not been judged yet ({@code incoming/<post>}), photos as they were uploaded ({@code
 * uploads/<post>}), and thumbnails ({@code photos/<post>}). Clients write to the first alone, which nobody is shown;
 * the service alone writes to the others. Earlier releases gave out addresses to the second one.
 */
public interface Files {
    /** Uploads until they are judged. */
    String INCOMING = "incoming/";

    /** Photos as they were uploaded, when they have been judged. */
    String UPLOADS = "uploads/";

    /** Thumbnails of photos that were judged good. */
    String PHOTOS = "photos/";

    /** The largest upload, in bytes: what the web tier lets through. */
    long LARGEST = 10L * 1024 * 1024;

    /**
     * Where and how to upload a file.
     *
     * @param address where to {@code PUT} it
     * @param headers what to send with it, exactly
     * @param expiresAt until when the address is good
     */
    record Upload(URI address, Map<String, String> headers, Instant expiresAt) {}

    /** A stored file's size in bytes, and its type. */
    record Stored(long size, String contentType) {}

    /**
     * An address for one upload by a client.
     *
     * @param size the exact size in bytes
     */
    Upload upload(String key, String contentType, long size);

    /** The size and type of a file, or nothing when it is not there. */
    Optional<Stored> find(String key);

    /**
     * A file's content.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    InputStream open(String key) throws IOException;

    /** Stores a file, in place of one that may be there. */
    void put(String key, String contentType, byte[] content);

    /**
     * Stores a file, unless there is one.
     *
     * @return whether it is stored
     */
    boolean putNew(String key, String contentType, byte[] content);

    /** Deletes a file, which may not be there. */
    void delete(String key);

    /** Whether there is room for uploads. */
    default boolean hasRoom() {
        return true;
    }

    /** The address where anyone can read a file. */
    URI address(String key);
}

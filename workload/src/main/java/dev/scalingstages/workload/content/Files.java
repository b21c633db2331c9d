package dev.scalingstages.workload.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Files of users: photos as uploaded ({@code uploads/<post>}) and what is made of them ({@code photos/<post>}). */
public interface Files {
    /** Photos as they were uploaded. */
    String UPLOADS = "uploads/";

    /** Thumbnails. */
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

    /** What is known of a file, when it is there. */
    Optional<Stored> find(String key);

    /**
     * A file's content.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    InputStream open(String key) throws IOException;

    /** Stores a file, in place of one that may be there. */
    void put(String key, String contentType, byte[] content);

    /** Where anybody can read it. */
    URI address(String key);
}

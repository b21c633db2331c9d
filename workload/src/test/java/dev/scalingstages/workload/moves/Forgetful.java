package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** A store that says that it keeps what it is given, and does not keep one file. */
final class Forgetful implements Files {
    private final Files files;
    private String forgotten;

    /** One that does not keep the first file that it is given. */
    Forgetful(Files files) {
        this(files, "");
    }

    Forgetful(Files files, String forgotten) {
        this.files = files;
        this.forgotten = forgotten;
    }

    @Override
    public void put(String key, String contentType, byte[] content) {
        synchronized (this) {
            if (forgotten.isEmpty() || forgotten.equals(key)) {
                forgotten = key;
                return;
            }
        }
        files.put(key, contentType, content);
    }

    @Override
    public Optional<Stored> find(String key) {
        return files.find(key);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return files.open(key);
    }

    @Override
    public Upload upload(String key, String contentType, long size) {
        return files.upload(key, contentType, size);
    }

    @Override
    public URI address(String key) {
        return files.address(key);
    }
}

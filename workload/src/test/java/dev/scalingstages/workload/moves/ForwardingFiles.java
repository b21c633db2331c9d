package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Files;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** A store in front of another, for tests in which one call is different. */
abstract class ForwardingFiles implements Files {
    private final Files files;

    ForwardingFiles(Files files) {
        this.files = files;
    }

    @Override
    public void put(String key, String contentType, byte[] content) {
        files.put(key, contentType, content);
    }

    @Override
    public boolean putNew(String key, String contentType, byte[] content) {
        return files.putNew(key, contentType, content);
    }

    @Override
    public void delete(String key) {
        files.delete(key);
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

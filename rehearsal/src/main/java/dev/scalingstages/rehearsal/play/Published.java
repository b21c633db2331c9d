package dev.scalingstages.rehearsal.play;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What deploys have published, by key. */
final class Published {
    private final Map<String, Path> files = new ConcurrentHashMap<>();

    void add(Assembly assembly) {
        files.putAll(assembly.published());
    }

    Path find(String key) throws IOException {
        Path found = files.get(key);
        if (found == null) {
            throw new IOException("The specified key does not exist: " + key);
        }
        return found;
    }
}

package dev.scalingstages.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes archives to download. */
final class ZipFile {
    private ZipFile() {}

    /** Writes one with these files, each with its text; the same files make the same archive, to the byte. */
    static void write(Path archive, Map<String, String> files) {
        assertDoesNotThrow(() -> {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
                for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                    ZipEntry entry = new ZipEntry(file.getKey());
                    entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
                    zip.putNextEntry(entry);
                    zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }
}

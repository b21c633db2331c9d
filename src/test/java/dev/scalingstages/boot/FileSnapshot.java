package dev.scalingstages.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How files are at one moment, to be compared with another. */
final class FileSnapshot {
    private FileSnapshot() {}

    /** Every file and directory below a path of a server but the logs: permissions, time of change, content's hash. */
    static Map<Path, String> of(Path root, String path) {
        Map<Path, String> result = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(path))) {
            for (Path file : files.filter(file -> !file.startsWith(root.resolve("var/log")))
                    .toList()) {
                String content = Files.isDirectory(file)
                        ? "directory"
                        : Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file));
                result.put(
                        root.relativize(file),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }
}

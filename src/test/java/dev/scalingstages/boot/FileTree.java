package dev.scalingstages.boot;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that is in a directory, to be put into another one. Where a file or a link names the directory by its path, the
 * copy names the other.
 */
final class FileTree {
    /** Stands for the directory's path: no path and no text of a server has a null character. */
    private static final String DIRECTORY = "\0directory\0";

    private final List<Entry> entries;

    /**
     * A file, a directory or a symbolic link.
     *
     * @param content a file's, a byte a character, or a link's target; empty for a directory
     * @param zeros how many null bytes the file has in place of content, as a blank disk has
     */
    private record Entry(
            String path, Kind kind, Set<PosixFilePermission> permissions, FileTime changed, String content, int zeros) {
        String summary() {
            String since = kind == Kind.FILE ? changed.toString() : kind.toString();
            return PosixFilePermissions.toString(permissions) + " " + since + " " + content.hashCode();
        }

        /** All but the time of change. */
        String description() {
            return String.join(
                            "\n",
                            path,
                            kind.toString(),
                            PosixFilePermissions.toString(permissions),
                            Integer.toString(zeros),
                            Integer.toString(content.length()))
                    + "\n" + content;
        }
    }

    private enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    private FileTree(List<Entry> entries) {
        this.entries = entries;
    }

    static FileTree read(Path directory) {
        return new FileTree(below(directory)
                .map(file -> assertDoesNotThrow(() -> entry(directory, file)))
                .toList());
    }

    /** All that is in a directory, sorted. */
    private static Stream<Path> below(Path directory) {
        try (Stream<Path> files = assertDoesNotThrow(() -> Files.walk(directory))) {
            return files.filter(file -> !file.equals(directory)).sorted().toList().stream();
        }
    }

    private static Entry entry(Path directory, Path file) throws IOException {
        String path = directory.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
            String target = masked(directory, Files.readSymbolicLink(file).toString());
            return new Entry(path, Kind.LINK, Set.of(), null, target, 0);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        FileTime changed = Files.getLastModifiedTime(file);
        if (Files.isDirectory(file)) {
            return new Entry(path, Kind.DIRECTORY, permissions, changed, "", 0);
        }
        byte[] content = Files.readAllBytes(file);
        return Arrays.equals(content, new byte[content.length])
                ? new Entry(path, Kind.FILE, permissions, changed, "", content.length)
                : new Entry(path, Kind.FILE, permissions, changed, masked(directory, text(content)), 0);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /** A text about a directory, for any directory. */
    static String masked(Path directory, String text) {
        return text.replace(directory.toString(), DIRECTORY);
    }

    /** Such a text, for a directory. */
    static String unmasked(Path directory, String text) {
        return text.replace(DIRECTORY, directory.toString());
    }

    /** A hash of names, permissions and contents, but not of the times of change. */
    String hash() {
        MessageDigest digest = assertDoesNotThrow(() -> MessageDigest.getInstance("SHA-256"));
        entries.forEach(entry -> digest.update(entry.description().getBytes(StandardCharsets.ISO_8859_1)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Permissions, a file's time of change and a hash of the content of each entry that counts, by its path. */
    Map<String, String> summary(Predicate<String> counts) {
        return entries.stream().filter(entry -> counts.test(entry.path())).collect(toMap(Entry::path, Entry::summary));
    }

    /** Puts all of it into a directory, in place of what is there. */
    void write(Path directory) {
        assertDoesNotThrow(() -> {
            for (Path file : below(directory).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            for (Entry entry : entries) {
                Path file = directory.resolve(entry.path());
                String content = unmasked(directory, entry.content());
                byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
                switch (entry.kind()) {
                    case LINK -> Files.createSymbolicLink(file, Path.of(content));
                    case DIRECTORY -> Files.createDirectory(file);
                    case FILE -> Files.write(file, entry.zeros() > 0 ? new byte[entry.zeros()] : bytes);
                }
            }
            // From the innermost on, since a directory changes with what is put into it.
            for (int index = entries.size() - 1; index >= 0; index--) {
                Entry entry = entries.get(index);
                if (entry.kind() != Kind.LINK) {
                    Path file = directory.resolve(entry.path());
                    Files.setPosixFilePermissions(file, entry.permissions());
                    Files.setLastModifiedTime(file, entry.changed());
                }
            }
        });
    }
}

package dev.scalingstages.workload.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where files are written before they get their names, a folder beside theirs that nginx does not serve. It can be
 * taken away: then no file gets a name any more, no matter which process writes it.
 */
final class Writing {
    private static final String FOLDER = "writing";

    /** The folder's name while {@link #close} removes it. */
    private static final String CLOSED = "closed";

    /** A file that is there while no files are taken, also for servers that start meanwhile. */
    private static final String CLOSED_FOR_ALL = "takes-no-files";

    /** nginx, which is another user, reads the files. */
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /** Files that a server left when it was killed are removed once they are older than this. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private final Path root;

    /**
     * @param root the directory of all files
     */
    Writing(Path root) {
        this.root = root;
    }

    /** Makes the folder, unless it is closed. */
    void open(Instant now) throws IOException {
        if (!isClosed()) {
            Files.createDirectories(root.resolve(FOLDER));
            removeOlder(root.resolve(FOLDER), now.minus(LEFT_BEHIND));
            // Checked again, in case another process closed meanwhile.
            if (isClosed()) {
                removeFolder();
            }
        }
    }

    /** A new file, to be renamed. */
    Path file() throws IOException {
        return Files.createTempFile(root.resolve(FOLDER), "", "", READABLE);
    }

    void close() throws IOException {
        if (!isClosed()) {
            Files.createFile(root.resolve(CLOSED_FOR_ALL));
        }
        removeFolder();
    }

    private boolean isClosed() {
        return Files.exists(root.resolve(CLOSED_FOR_ALL));
    }

    private void removeFolder() throws IOException {
        removeClosed();
        if (Files.exists(root.resolve(FOLDER))) {
            Files.move(root.resolve(FOLDER), root.resolve(CLOSED), StandardCopyOption.ATOMIC_MOVE);
        }
        removeClosed();
    }

    private void removeClosed() throws IOException {
        Path closed = root.resolve(CLOSED);
        if (Files.exists(closed)) {
            removeOlder(closed, Instant.MAX);
            Files.deleteIfExists(closed);
        }
    }

    void reopen() throws IOException {
        Files.deleteIfExists(root.resolve(CLOSED_FOR_ALL));
        Files.createDirectories(root.resolve(FOLDER));
    }

    /** Removes files of a folder, and returns how many. */
    static int removeOlder(Path folder, Instant limit) throws IOException {
        int removed = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                removed += isOlder(file, limit) && Files.deleteIfExists(file) ? 1 : 0;
            }
        }
        return removed;
    }

    private static boolean isOlder(Path file, Instant limit) throws IOException {
        try {
            return limit.equals(Instant.MAX)
                    || Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory that holds all files of one server and goes away with it. */
final class ServerDirectory implements AutoCloseable {
    private final Path path;
    private final OsUser owner;

    private ServerDirectory(Path path, OsUser owner) {
        this.path = path;
        this.owner = owner;
    }

    static ServerDirectory create(String name, OsUser owner) throws IOException {
        Path path = Files.createTempDirectory(name + "-");
        owner.own(path);
        return new ServerDirectory(path, owner);
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Writes a file that only the server's user can read: servers refuse keys that others can read. */
    Path write(String name, String content) throws IOException {
        return secure(Files.writeString(resolve(name), content));
    }

    /** Copies one file, with the rights of {@link #write}. */
    Path copy(Path source) throws IOException {
        Path target = resolve(source.getFileName().toString());
        return secure(Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Copies a whole tree, such as a prepared data directory, below this directory. */
    Path copyTree(Path source, String name) throws IOException {
        Path target = resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.copy(file, copy);
                owner.own(copy);
            }
        }
        return target;
    }

    private Path secure(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        owner.own(file);
        return file;
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}

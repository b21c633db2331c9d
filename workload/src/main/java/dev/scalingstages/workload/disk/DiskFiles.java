package dev.scalingstages.workload.disk;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files below one directory, by their keys. A file is written under another name, forced to the disk and then renamed, so
 * one that can be seen is whole, also after a crash. Its type is an extended attribute of it ({@code user.content-type}),
 * which comes and goes with the file; XFS and ext4 have such, tmpfs since Linux 6.6.
 *
 * <p>Clients upload through the write API, which hands their request to {@link #receive}; nginx serves the directory.
 */
public final class DiskFiles implements dev.scalingstages.workload.content.Files {
    private static final Duration UPLOAD_TIME = Duration.ofMinutes(15);
    private static final Pattern KEY = Pattern.compile("(uploads|photos)/[0-9A-Za-z-]{1,64}");
    private static final String TYPE = "content-type";
    private static final String NO_TYPE = "application/octet-stream";

    /** Where files are written before they are renamed. nginx does not serve it. */
    private static final String INCOMING = "incoming";

    /** What {@link #close} makes of that, for a moment. */
    private static final String CLOSED = "closed";

    /** A file that is there while no files are taken, also for servers that start meanwhile. */
    private static final String CLOSED_FOR_ALL = "takes-no-files";

    /** nginx, which is another user, reads the files. */
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /** What is left of a server that was killed while it wrote is removed when it is older than this. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private final Path root;
    private final UploadSignature signature;
    private final Clock clock;

    /** What became of an upload. */
    public enum Receipt {
        /** It is stored. */
        STORED,
        /** The address is not one that {@link #upload} gave. */
        FORGED,
        /** The address was good until a time that is past. */
        EXPIRED,
        /** The type is not the one that was announced. */
        WRONG_TYPE,
        /** The content is longer or shorter than was announced. */
        WRONG_SIZE
    }

    /**
     * @param root the directory, made when it is not there
     * @param secret signs addresses of uploads; at least 32 random bytes
     */
    public DiskFiles(Path root, byte[] secret, Clock clock) {
        this.root = root.toAbsolutePath().normalize();
        this.signature = new UploadSignature(secret);
        this.clock = clock;
        onDisk(() -> {
            for (String folder : List.of(UPLOADS, PHOTOS)) {
                Files.createDirectories(this.root.resolve(folder));
            }
            if (!isClosed()) {
                Files.createDirectories(this.root.resolve(INCOMING));
                removeLeftBehind();
                // Asked again, for whoever closed meanwhile.
                if (isClosed()) {
                    takeIncomingAway();
                }
            }
            return this.root;
        });
    }

    @Override
    public Upload upload(String key, String contentType, long size) {
        path(key);
        Instant expiresAt = clock.instant().plus(UPLOAD_TIME);
        String query = signature.query(key, expiresAt.getEpochSecond(), size, contentType);
        return new Upload(URI.create("/api/" + key + "?" + query), Map.of("Content-Type", contentType), expiresAt);
    }

    /**
     * Takes an upload to an address that {@link #upload} gave.
     *
     * @param key the path of the request behind {@code /api/}
     * @param query the parameters of the request, decoded
     * @param contentType as the request says
     * @throws IOException when the client stops sending
     * @throws UnavailableException when the disk does not take it
     */
    public Receipt receive(String key, Map<String, String> query, String contentType, InputStream content)
            throws IOException {
        Optional<UploadSignature.Claim> claim = signature.check(key, query);
        if (claim.isEmpty() || !KEY.matcher(key).matches()) {
            return Receipt.FORGED;
        }
        if (claim.get().expires() < clock.instant().getEpochSecond()) {
            return Receipt.EXPIRED;
        }
        if (!claim.get().contentType().equals(contentType)) {
            return Receipt.WRONG_TYPE;
        }
        return store(key, contentType, content, claim.get().size()) ? Receipt.STORED : Receipt.WRONG_SIZE;
    }

    @Override
    public Optional<Stored> find(String key) {
        Path path = path(key);
        return onDisk(() -> {
            try {
                return Optional.of(
                        new Stored(Files.size(path), Attributes.read(path, TYPE).orElse(NO_TYPE)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public InputStream open(String key) throws IOException {
        return Files.newInputStream(path(key));
    }

    @Override
    public void put(String key, String contentType, byte[] content) {
        onDisk(() -> store(key, contentType, new ByteArrayInputStream(content), content.length));
    }

    @Override
    public URI address(String key) {
        path(key);
        return URI.create("/" + key);
    }

    /** The keys of all files, in no order. To be closed. */
    public Stream<String> keys() {
        return Stream.of(UPLOADS, PHOTOS)
                .flatMap(folder ->
                        onDisk(() -> Files.list(root.resolve(folder))).map(file -> folder + file.getFileName()));
    }

    /**
     * Takes no more files, also by other programs: what they are writing can no longer be renamed to where files are, and
     * those that start on this directory take none either. Ends with {@link #reopen}.
     */
    public void close() {
        onDisk(() -> {
            if (!isClosed()) {
                Files.createFile(root.resolve(CLOSED_FOR_ALL));
            }
            takeIncomingAway();
            return root;
        });
    }

    private boolean isClosed() {
        return Files.exists(root.resolve(CLOSED_FOR_ALL));
    }

    private void takeIncomingAway() throws IOException {
        removeClosed();
        if (Files.exists(root.resolve(INCOMING))) {
            Files.move(root.resolve(INCOMING), root.resolve(CLOSED), StandardCopyOption.ATOMIC_MOVE);
        }
        removeClosed();
    }

    private void removeClosed() throws IOException {
        Path closed = root.resolve(CLOSED);
        if (Files.exists(closed)) {
            try (Stream<Path> files = Files.list(closed)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(closed);
        }
    }

    /** Takes files again. */
    public void reopen() {
        onDisk(() -> {
            Files.deleteIfExists(root.resolve(CLOSED_FOR_ALL));
            return Files.createDirectories(root.resolve(INCOMING));
        });
    }

    /** Notes with the files here which of them are in another place as well. */
    public CopyNotes notes(String place) {
        return new CopyNotes(this::path, place);
    }

    /** Whether it had exactly the size, and is stored. */
    private boolean store(String key, String contentType, InputStream content, long size) throws IOException {
        Path target = path(key);
        Path incoming = onDisk(() -> Files.createTempFile(root.resolve(INCOMING), "", "", READABLE));
        try {
            if (!write(incoming, contentType, content, size)) {
                return false;
            }
            onDisk(() -> {
                Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                    folder.force(true);
                }
                return target;
            });
            return true;
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    private static boolean write(Path file, String contentType, InputStream content, long size) throws IOException {
        try (FileChannel channel = onDisk(() -> FileChannel.open(file, StandardOpenOption.WRITE))) {
            byte[] buffer = new byte[16 * 1024];
            long left = size;
            int read = content.read(buffer);
            while (read >= 0 && read <= left) {
                ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, read);
                // A file's channel writes all that it is given.
                left -= onDisk(() -> channel.write(chunk));
                read = content.read(buffer);
            }
            return read < 0
                    && left == 0
                    && onDisk(() -> {
                        Attributes.write(file, TYPE, contentType);
                        channel.force(true);
                        return true;
                    });
        }
    }

    private void removeLeftBehind() throws IOException {
        Instant limit = clock.instant().minus(LEFT_BEHIND);
        try (Stream<Path> files = Files.list(root.resolve(INCOMING))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Keys come from requests too, so none may lead out of the directory. */
    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not the key of a file");
        }
        return root.resolve(key);
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T onDisk(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UnavailableException("the disk does not take or give a file", e);
        }
    }
}

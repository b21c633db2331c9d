package dev.scalingstages.workload.disk;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files below one directory, by their keys. A file is written under another name, forced to the disk and then renamed, so
 * one that can be seen is whole, also after a crash. Its type is an extended attribute of it ({@code user.content-type}),
 * which comes and goes with the file; XFS and ext4 have such, tmpfs since Linux 6.6.
 *
 * <p>Clients upload through the write API, which hands their request to {@link #receive}, always to where nobody but the
 * service reads ({@code incoming/}); nginx serves the other two folders. Uploads end where the volume's {@link Room} does.
 */
public final class DiskFiles implements dev.scalingstages.workload.content.Files {
    private static final Duration UPLOAD_TIME = Duration.ofMinutes(15);
    private static final Pattern KEY = Pattern.compile("(uploads|photos)/[0-9A-Za-z-]{1,64}|incoming/[0-9a-f]{32}");
    private static final List<String> FOLDERS = List.of(INCOMING, UPLOADS, PHOTOS);
    private static final String TYPE = "content-type";
    private static final String NO_TYPE = "application/octet-stream";

    /**
     * How long an upload waits to be finished. Nobody was promised a photo of it, since here the request that finishes
     * one waits for the thumbnail.
     */
    static final Duration UNFINISHED = Duration.ofDays(1);

    private final Path root;
    private final UploadSignature signature;
    private final Clock clock;
    private final Writing writing;
    private final Room room;

    /** The outcome of an upload. */
    public enum Receipt {
        /** The upload is stored. */
        STORED,
        /** The address is not one that {@link #upload} gave. */
        FORGED,
        /** The address was good until a time that is past. */
        EXPIRED,
        /** The type is not the one that was announced. */
        WRONG_TYPE,
        /** The content is longer or shorter than was announced. */
        WRONG_SIZE,
        /** The volume is nearly full. */
        NO_ROOM
    }

    /**
     * @param root the directory, made when it is not there
     * @param secret signs addresses of uploads; at least 32 random bytes
     */
    public DiskFiles(Path root, byte[] secret, Clock clock) {
        this(root, secret, clock, Room.of(root));
    }

    /** With another volume. */
    DiskFiles(Path root, byte[] secret, Clock clock, Room room) {
        this.root = root.toAbsolutePath().normalize();
        this.signature = new UploadSignature(secret);
        this.clock = clock;
        this.writing = new Writing(this.root);
        this.room = room;
        onDisk(() -> {
            for (String folder : FOLDERS) {
                Files.createDirectories(this.root.resolve(folder));
            }
            writing.open(clock.instant());
            return this.root;
        });
    }

    @Override
    public Upload upload(String key, String contentType, long size) {
        path(key);
        Instant expiresAt = clock.instant().plus(UPLOAD_TIME);
        String query = signature.query(key, expiresAt.getEpochSecond(), size, contentType);
        URI address = URI.create("/api/uploads/" + key.substring(key.indexOf('/') + 1) + "?" + query);
        return new Upload(address, Map.of("Content-Type", contentType), expiresAt);
    }

    @Override
    public boolean hasRoom() {
        return room.isEnough();
    }

    /**
     * Takes an upload to an address that {@link #upload} gave.
     *
     * @param name the last part of the path of the request
     * @param query the parameters of the request, decoded
     * @param contentType as the request says
     * @throws IOException when the client stops sending
     * @throws UnavailableException when the disk does not take it
     */
    public Receipt receive(String name, Map<String, String> query, String contentType, InputStream content)
            throws IOException {
        // Servers of an older release signed addresses for where files are shown. Theirs come in here all the same.
        Optional<UploadSignature.Claim> claim =
                signature.check(INCOMING + name, query).or(() -> signature.check(UPLOADS + name, query));
        String key = INCOMING + name;
        if (claim.isEmpty() || !KEY.matcher(key).matches()) {
            return Receipt.FORGED;
        }
        if (claim.get().expires() < clock.instant().getEpochSecond()) {
            return Receipt.EXPIRED;
        }
        if (!claim.get().contentType().equals(contentType)) {
            return Receipt.WRONG_TYPE;
        }
        if (!hasRoom()) {
            return Receipt.NO_ROOM;
        }
        return store(key, contentType, content, claim.get().size(), true) ? Receipt.STORED : Receipt.WRONG_SIZE;
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
        onDisk(() -> store(key, contentType, new ByteArrayInputStream(content), content.length, true));
    }

    @Override
    public boolean putNew(String key, String contentType, byte[] content) {
        return onDisk(() -> store(key, contentType, new ByteArrayInputStream(content), content.length, false));
    }

    @Override
    public void delete(String key) {
        onDisk(() -> Files.deleteIfExists(path(key)));
    }

    @Override
    public URI address(String key) {
        path(key);
        return URI.create("/" + key);
    }

    /** The keys of all files, in no order. To be closed. */
    public Stream<String> keys() {
        return FOLDERS.stream()
                .flatMap(folder ->
                        onDisk(() -> Files.list(root.resolve(folder))).map(file -> folder + file.getFileName()))
                .filter(key -> KEY.matcher(key).matches());
    }

    /** Removes uploads that nobody has finished in a day, and returns how many. */
    public int removeUnfinished() {
        return onDisk(() ->
                Writing.removeOlder(root.resolve(INCOMING), clock.instant().minus(UNFINISHED)));
    }

    /**
     * Takes no more files, also by other programs: what they are writing can no longer be renamed to where files are, and
     * those that start on this directory take none either. Ends with {@link #reopen}.
     */
    public void close() {
        onDisk(() -> {
            writing.close();
            return root;
        });
    }

    /** Takes files again, after {@link #close}. */
    public void reopen() {
        onDisk(() -> {
            writing.reopen();
            return root;
        });
    }

    /** Notes with the files here which of them are in another place as well. */
    public CopyNotes notes(String place) {
        return new CopyNotes(this::path, place);
    }

    /** Whether it had exactly the size, took no other's place that it may not take, and is stored. */
    private boolean store(String key, String contentType, InputStream content, long size, boolean mayReplace)
            throws IOException {
        Path target = path(key);
        Path written = onDisk(writing::file);
        try {
            if (!write(written, contentType, content, size)) {
                return false;
            }
            return onDisk(() -> {
                if (mayReplace) {
                    Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
                } else if (!link(written, target)) {
                    return false;
                }
                try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
                    folder.force(true);
                }
                return true;
            });
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** A name that is free, or none. */
    private static boolean link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
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

package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file on the box that says that its data has moved, and where to: the box has it also where its own database does not run. */
record Marker(Path file) {
    /** Whether it is there, which it is as a whole or not at all. */
    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Where the data went.
     *
     * @param identity identifies to the target the box that its rows come from
     * @param database the host of the target's database
     * @param bucket the bucket that has the files
     * @param at when the target took over
     */
    record Content(String identity, String database, String bucket, Instant at) {
        private static final Pattern LINES =
                Pattern.compile("identity=(\\S+)\ndatabase=(\\S+)\nbucket=(\\S+)\nat=(\\S+)\n");

        /** One line for an operator who looks at the file. */
        String summary() {
            return "the data moved to the database at %s and the bucket %s at %s".formatted(database, bucket, at);
        }

        private String lines() {
            return "identity=%s\ndatabase=%s\nbucket=%s\nat=%s\n".formatted(identity, database, bucket, at);
        }

        private static Content of(String lines) {
            Matcher matcher = LINES.matcher(lines);
            if (!matcher.matches()) {
                throw new IllegalStateException("the file does not say where the data went: " + lines);
            }
            return new Content(matcher.group(1), matcher.group(2), matcher.group(3), Instant.parse(matcher.group(4)));
        }
    }

    Content read() {
        try {
            return Content.of(Files.readString(file));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }

    void write(Content content) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap(content.lines().getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            force();
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
            force();
        } catch (IOException e) {
            throw new UnavailableException("cannot remove " + file, e);
        }
    }

    private void force() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

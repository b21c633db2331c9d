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

/** A file on the box that says that its data has moved: the box has it also where its own database does not run. */
record Marker(Path file) {
    /** Whether it is there, which it is as a whole or not at all. */
    boolean exists() {
        return Files.exists(file);
    }

    String read() {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + file, e);
        }
    }

    void write(String content) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap((content + "\n").getBytes(StandardCharsets.UTF_8)));
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

package dev.scalingstages.workload.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;

/** Extended attributes of files ({@code user.…}), which come and go with the file and not with its name. */
final class Attributes {
    private Attributes() {}

    static Optional<String> read(Path file, String name) throws IOException {
        UserDefinedFileAttributeView attributes = view(file);
        if (!attributes.list().contains(name)) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(attributes.size(name));
        attributes.read(name, buffer);
        return Optional.of(StandardCharsets.UTF_8.decode(buffer.flip()).toString());
    }

    static void write(Path file, String name, String value) throws IOException {
        view(file).write(name, StandardCharsets.UTF_8.encode(value));
    }

    private static UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }
}

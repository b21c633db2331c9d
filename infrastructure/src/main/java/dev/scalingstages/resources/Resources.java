package dev.scalingstages.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files under {@code src/main/resources}, which the CDK wants as files, not as streams. */
public final class Resources {
    /** Where the build puts classes and resources, beside the jar that the launcher starts. */
    private static final String CLASSES = "classes";

    private Resources() {}

    /**
     * A directory of resources.
     *
     * @param name such as {@code boot}
     * @throws IllegalStateException when it is not there, because the project is not built
     */
    public static Path directory(String name) {
        Path directory = root().resolve(name);
        if (!Files.isDirectory(directory)) {
            throw new IllegalStateException(directory + " is missing; build the project again");
        }
        return directory;
    }

    /**
     * The text of a resource.
     *
     * @param name such as {@code boot/user-data.sh}
     */
    public static String text(String name) {
        try {
            return Files.readString(root().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            Path source = Path.of(Resources.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(source) ? source : source.resolveSibling(CLASSES);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the application's own location is not a path", e);
        }
    }
}

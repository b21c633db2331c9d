package dev.scalingstages.runtime;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files under {@code src/main/resources}, which the CDK needs as files, not as streams. */
public final class ClasspathFile {
    /** Where the build puts classes and resources, beside the jar that the launcher starts. */
    private static final String CLASSES = "classes";

    private ClasspathFile() {}

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

    /**
     * The SHA-256 over the names and contents of files, in hexadecimal digits: it changes when any of them does, and is
     * the same on every machine.
     *
     * @param sources files and directories, relative to the project's folder, in which the application runs
     */
    public static String fingerprint(List<Path> sources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path source : sources) {
                for (Path file : files(source)) {
                    byte[] content = Files.readAllBytes(file);
                    String name = file.toString().replace(File.separatorChar, '/');
                    digest.update((name + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(content);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("the application runs in the project's folder, where its sources are", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The first digits of a text's SHA-256, for names that have to change with a text.
     *
     * @param digits how many hexadecimal digits, from 1 to 64
     */
    public static String fingerprint(String text, int digits) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<Path> files(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Path root() {
        try {
            Path source = Path.of(ClasspathFile.class
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

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Servers that no Debian package has. Each is pinned by a file of its own in {@code servers/pinned/NAME} and is fetched
 * by Maven or npm into {@code servers/target} when it is needed for the first time. So their libraries (Scala,
 * jclouds, other versions of Jackson and logback) never meet those of the code under test.
 */
final class Distribution {
    /** The folder of this project's servers, from its root or from a folder below that. */
    private static final Path HOME = Stream.of("servers", "../servers")
            .map(Path::of)
            .filter(folder -> Files.isDirectory(folder.resolve("pinned")))
            .findFirst()
            .orElse(Path.of("servers"))
            .toAbsolutePath()
            .normalize();

    private static final Path PINNED = HOME.resolve("pinned");
    private static final Path FETCHED = HOME.resolve("target");

    private Distribution() {}

    /** The folder that holds all jars of a server. */
    static Path jars(String name) throws IOException, InterruptedException {
        Path pom = PINNED.resolve(name).resolve("pom.xml");
        return fetch(
                name,
                "pom.xml",
                folder -> Command.run(List.of(
                        "mvn",
                        "-q",
                        "-B",
                        "-f",
                        pom.toString(),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + folder)));
    }

    /** The folder that holds {@code node_modules} of a server. */
    static Path npm(String name) throws IOException, InterruptedException {
        return fetch(name, "package-lock.json", folder -> {
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(PINNED.resolve(name).resolve(file), folder.resolve(file));
            }
            Command.run(
                    List.of("npm", "ci", "--prefix", folder.toString(), "--ignore-scripts", "--no-audit", "--no-fund"));
        });
    }

    private interface Fetch {
        void into(Path folder) throws IOException, InterruptedException;
    }

    /** Fetches into a folder of another name first: the folder itself is there only when it is complete. */
    private static synchronized Path fetch(String name, String pin, Fetch fetch)
            throws IOException, InterruptedException {
        String pinned = Files.readString(PINNED.resolve(name).resolve(pin));
        // Of another name for another version.
        Path folder = FETCHED.resolve(name + "-" + Integer.toHexString(pinned.hashCode()));
        Files.createDirectories(FETCHED);
        // Other test processes may want the same at the same time.
        try (FileChannel channel = FileChannel.open(
                        FETCHED.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(folder)) {
                Path partial = Files.createTempDirectory(FETCHED, name);
                fetch.into(partial);
                Files.move(partial, folder);
            }
        }
        return folder;
    }
}

package dev.scalingstages.workload.servers;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes that a JVM loads from libraries, parsed, verified and linked beforehand (class data sharing), so that it
 * starts with less of the processor's time: 1.3 s instead of 2.7 for a server of stage 2. An archive is made in {@code
 * target/servers} when it is needed for the first time, from the list of classes that a JVM loads which is started for
 * that. Classes of this project are not in it, so it is of use until a library changes.
 */
final class ClassArchive {
    /** Must be the same in the JVM that makes an archive and in those that start from it. */
    private static final List<String> LAYOUT = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    /** Mapped where it was made for, an archive needs no changes of its addresses. */
    private static final List<String> AT_ITS_PLACE =
            with(LAYOUT, "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    private static final Path FOLDER = Path.of("target/servers").toAbsolutePath();

    private ClassArchive() {}

    /** Starts a JVM with further options, waits until it has started, and ends it. */
    @FunctionalInterface
    interface Training {
        void run(List<String> options) throws IOException, InterruptedException;
    }

    /**
     * The options by which a JVM starts from an archive. There are none while another process makes it, since that
     * takes as long as several starts.
     *
     * @param name what is started
     * @param jars its libraries, with which its class path must begin
     * @param training what is run for the list of classes
     * @throws IOException when the archive cannot be made
     */
    static List<String> options(String name, List<Path> jars, Training training)
            throws IOException, InterruptedException {
        Path archive = FOLDER.resolve(name + "-" + key(jars) + ".jsa");
        if (!Files.exists(archive)) {
            make(archive, jars, training);
        }
        return Files.exists(archive) ? with(AT_ITS_PLACE, "-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static List<String> with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    private static void make(Path archive, List<Path> jars, Training training)
            throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        try (FileChannel channel = FileChannel.open(
                        archive.resolveSibling(archive.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(archive)) {
                Path folder = Files.createTempDirectory(FOLDER, "classes");
                Path classes = folder.resolve("classes");
                training.run(with(LAYOUT, "-XX:DumpLoadedClassList=" + classes));
                dump(classes, jars, folder.resolve("archive"));
                Files.move(folder.resolve("archive"), archive);
                Files.delete(classes);
                Files.delete(folder);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM makes it.
        }
    }

    private static void dump(Path classes, List<Path> jars, Path archive) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaServer.command(LAYOUT));
        command.addAll(List.of(
                "-Xshare:dump",
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        Command.run(command);
    }

    /** Other libraries, or another JVM, make another archive. */
    private static String key(List<Path> jars) throws IOException {
        StringBuilder all = new StringBuilder(System.getProperty("java.home")).append(Runtime.version());
        for (Path jar : jars) {
            all.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
        }
        return Integer.toHexString(all.toString().hashCode());
    }
}

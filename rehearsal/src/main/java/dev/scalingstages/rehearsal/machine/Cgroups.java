package dev.scalingstages.rehearsal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group for each container, in the hierarchies by which systemd recognizes its services' processes: without one,
 * containers would take each other's services for their own.
 */
final class Cgroups {
    private static final String FOLDER = "rehearsal";

    private Cgroups() {}

    private static List<Path> hierarchies() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ");
            boolean isSystemds = fields[2].equals("cgroup") && fields[3].contains("name=systemd");
            if (fields[2].equals("cgroup2") || isSystemds) {
                found.add(Path.of(fields[1], FOLDER));
            }
        }
        return found;
    }

    /** Makes the groups of a container; the files into which its first process writes its number. */
    static List<Path> make(String instanceId) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path hierarchy : hierarchies()) {
            files.add(Files.createDirectories(hierarchy.resolve(instanceId)).resolve("cgroup.procs"));
        }
        return files;
    }

    /** Removes a container's groups, or with an empty name those of all; what is in use stays. */
    static void remove(String instanceId) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Path top = hierarchy.resolve(instanceId);
            if (!Files.isDirectory(top)) {
                continue;
            }
            List<Path> folders;
            try (Stream<Path> found = Files.walk(top)) {
                folders = found.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
            for (Path folder : folders) {
                // A group of a run at the same time is in use, and the system refuses.
                folder.toFile().delete();
            }
        }
    }
}

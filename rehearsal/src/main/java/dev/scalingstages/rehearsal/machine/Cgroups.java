package dev.scalingstages.rehearsal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group for each container, in the hierarchies by which systemd recognizes its services' processes: without
 * one, containers would take each other's services for their own. Those of a run have a folder, so that runs at the
 * same time do not meet.
 */
final class Cgroups {
    private final String folder;

    /** The groups of the run that has its files in a directory. */
    Cgroups(Path directory) {
        folder = "rehearsal-" + Integer.toHexString(directory.toString().hashCode());
    }

    private List<Path> hierarchies() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ");
            boolean isSystemds = fields[2].equals("cgroup") && fields[3].contains("name=systemd");
            if (fields[2].equals("cgroup2") || isSystemds) {
                found.add(Path.of(fields[1], folder));
            }
        }
        return found;
    }

    /** Makes the groups of a container; the files into which its first process writes its number. */
    List<Path> make(String instanceId) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path hierarchy : hierarchies()) {
            files.add(Files.createDirectories(hierarchy.resolve(instanceId)).resolve("cgroup.procs"));
        }
        return files;
    }

    /** Removes a container's groups, or with an empty name those of the run; what is in use stays. */
    void remove(String instanceId) throws IOException {
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
                // Of a group that is in use, the system refuses it.
                folder.toFile().delete();
            }
        }
    }
}

package dev.scalingstages.rehearsal.machine;

import dev.scalingstages.rehearsal.network.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Servers as containers of systemd-nspawn, in the mount and process namespaces that this process has for itself. Each
 * has its own disk above a root that all share.
 */
public final class Containers implements Machines {
    /**
     * Where and of what servers are made.
     *
     * @param directory for this run's files; what an earlier run left there is removed
     * @param root as {@code rehearsal/bin/make-root} prints it
     * @param jdk home of a JDK 25, which servers get when they install Java
     * @param authority the certificates of the authorities that servers trust, in PEM
     * @param scale how many times faster than AWS the play is
     */
    public record Place(Path directory, Path root, Path jdk, Path authority, int scale) {
        public Place {
            if (scale < 1) {
                throw new IllegalArgumentException("scale: " + scale);
            }
        }
    }

    private final Path directory;
    private final Path root;
    private final SharedLayer layer;
    private final Cgroups groups;
    private final Map<String, Container> machines = new ConcurrentHashMap<>();
    private final Map<String, LoopVolume> volumes = new ConcurrentHashMap<>();

    public Containers(Place place) throws IOException, InterruptedException {
        directory = Files.createDirectories(place.directory()).toRealPath();
        root = place.root().toRealPath();
        groups = new Cgroups(directory);
        clear();
        hideService();
        layer = SharedLayer.make(directory.resolve("layer"), place);
    }

    /** Takes away what a run left that was killed: its loop devices and files. */
    private void clear() throws IOException, InterruptedException {
        LoopVolume.releaseBelow(directory);
        groups.remove("");
        removeFiles(directory);
    }

    private static void removeFiles(Path directory) throws IOException, InterruptedException {
        for (String part : new String[] {"machines", "volumes", "layer"}) {
            Command.run(
                    "rm", "-rf", "--one-file-system", directory.resolve(part).toString());
        }
    }

    /** The machine's own systemd has no part in this: its directory is empty in our namespace. */
    private static void hideService() throws IOException, InterruptedException {
        Path service = Files.createDirectories(Path.of("/run/systemd"));
        Command.run("mount", "-t", "tmpfs", "tmpfs", service.toString());
    }

    @Override
    public Machine start(Boot boot) throws IOException, InterruptedException {
        Container container =
                new Container(boot, directory.resolve("machines").resolve(boot.instanceId()), root, layer, groups);
        if (machines.putIfAbsent(boot.instanceId(), container) != null) {
            throw new IOException("there is a server " + boot.instanceId() + " already");
        }
        container.boot(boot.userData());
        return container;
    }

    @Override
    public Volume createVolume(String volumeId, int gibibytes) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(directory.resolve("volumes"));
        LoopVolume volume = LoopVolume.create(volumeId, folder.resolve(volumeId), gibibytes);
        volumes.put(volumeId, volume);
        return volume;
    }

    @Override
    public void close() {
        try {
            for (Container machine : machines.values()) {
                machine.kill();
                machine.unmount();
            }
            for (LoopVolume volume : volumes.values()) {
                volume.release();
            }
            removeFiles(directory);
            groups.remove("");
            Command.run("umount", "--lazy", "/run/systemd");
        } catch (IOException e) {
            // The next start removes what is left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.scalingstages.rehearsal.machine;

import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.machine.Machines.Result;
import dev.scalingstages.rehearsal.machine.Machines.Volume;
import dev.scalingstages.rehearsal.network.Command;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A volume: a sparse file behind a loop device. The system releases the device when neither this process nor a file
 * system holds it any more, so that a run that is killed leaves none.
 */
final class LoopVolume implements Volume {
    private static final long GIBIBYTE = 1L << 30;
    /** The major number of loop devices. */
    private static final int LOOP = 7;

    private final String id;
    private final Path file;
    private Container at;
    private String device;
    private Closeable held;

    private LoopVolume(String id, Path file) {
        this.id = id;
        this.file = file;
    }

    static LoopVolume create(String id, Path file, int gibibytes) throws IOException {
        LoopVolume volume = new LoopVolume(id, file);
        Files.createFile(file);
        volume.setSize(gibibytes);
        return volume;
    }

    private void setSize(int gibibytes) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            if (opened.length() > gibibytes * GIBIBYTE) {
                throw new IOException("the volume " + id + " cannot become smaller");
            }
            opened.setLength(gibibytes * GIBIBYTE);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized void attach(Machine to) throws IOException, InterruptedException {
        if (at != null) {
            throw new IOException(id + " is attached to " + at.instanceId());
        }
        if (!(to instanceof Container container)) {
            throw new IllegalArgumentException("not a server of the same kind: " + to);
        }
        hold();
        at = container;
        container.add(this);
        if (container.isRunning()) {
            show(container);
        }
    }

    private void hold() throws IOException, InterruptedException {
        device = losetup();
        held = FileChannel.open(Path.of(device));
        // Of a device that is open, this says that it goes when it is closed.
        Command.run("losetup", "--detach", device);
    }

    private String losetup() throws IOException, InterruptedException {
        IOException last = null;
        // Another program may take the same free one.
        for (int attempt = 0; attempt < 5; attempt++) {
            String free = Command.run("losetup", "--find").strip();
            if (!Files.exists(Path.of(free))) {
                makeNode(free);
            }
            try {
                Command.run("losetup", free, file.toString());
                return free;
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw last;
    }

    private static void makeNode(String path) throws IOException, InterruptedException {
        Command.run("mknod", "-m", "660", path, "b", "" + LOOP, number(path));
    }

    private static String number(String path) {
        return path.substring("/dev/loop".length());
    }

    private String link() {
        return "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_" + id.replace("-", "");
    }

    /** Makes the device appear on a server that runs. */
    void show(Container on) throws IOException, InterruptedException {
        inside(on, "mkdir", "-p", "/dev/disk/by-id");
        inside(
                on,
                "sh",
                "-euc",
                "test -e " + device + " || mknod -m 660 " + device + " b " + LOOP + " " + number(device));
        inside(on, "ln", "-sfn", device, link());
    }

    private static void inside(Container on, String... command) throws IOException, InterruptedException {
        Result result = on.run(command);
        if (result.status() != 0) {
            throw new IOException(String.join(" ", command) + " on " + on.instanceId() + ": " + result.output());
        }
    }

    /**
     * Takes the device away. Where it is mounted, the file system stops at once, as it does when a device is lost: what
     * was not written yet is gone.
     */
    @Override
    public synchronized void detach() throws IOException, InterruptedException {
        if (at == null) {
            return;
        }
        if (at.isRunning()) {
            String stop = "for m in $(findmnt --noheadings --output TARGET --source %1$s); do "
                    + "xfs_io -x -c shutdown \"$m\"; umount -l \"$m\"; done; rm -f %2$s %1$s";
            inside(at, "sh", "-euc", stop.formatted(device, link()));
        }
        at.remove(this);
        at = null;
        release();
    }

    /** Lets the device go. */
    synchronized void release() throws IOException {
        if (held != null) {
            held.close();
            held = null;
        }
    }

    @Override
    public synchronized void grow(int gibibytes) throws IOException, InterruptedException {
        setSize(gibibytes);
        if (held != null) {
            Command.run("losetup", "--set-capacity", device);
        }
    }

    @Override
    public synchronized void delete() throws IOException, InterruptedException {
        detach();
        Files.deleteIfExists(file);
    }

    /** Releases loop devices over files below a directory, which a killed run has left. */
    static void releaseBelow(Path directory) throws IOException, InterruptedException {
        for (String line : Command.run("losetup", "--list", "--noheadings", "--raw", "--output", "NAME,BACK-FILE")
                .split("\n")) {
            String[] fields = line.split(" ", 2);
            if (fields.length == 2 && fields[1].startsWith(directory + "/")) {
                Command.run("losetup", "--detach", fields[0]);
            }
        }
    }
}

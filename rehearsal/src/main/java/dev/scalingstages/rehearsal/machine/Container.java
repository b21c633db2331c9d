package dev.scalingstages.rehearsal.machine;

import dev.scalingstages.rehearsal.machine.Machines.Boot;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.machine.Machines.Result;
import dev.scalingstages.rehearsal.network.Command;
import dev.scalingstages.rehearsal.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One server: an overlay over the shared root, and a process of systemd-nspawn while it runs. */
final class Container implements Machine {
    /** Longer than any service takes to stop. */
    private static final int STOP_SECONDS = 120;

    private static final int START_SECONDS = 20;
    private static final int LOG_LINES = 40;

    private final Boot boot;
    private final Path directory;
    private final Path root;
    private final Path console;
    private final SharedLayer layer;
    private final Cgroups groups;
    private final Set<LoopVolume> volumes = new LinkedHashSet<>();
    private boolean mounted;
    private Process process;
    private long leader;

    Container(Boot boot, Path directory, Path lowest, SharedLayer layer, Cgroups groups)
            throws IOException, InterruptedException {
        this.boot = boot;
        this.directory = directory;
        this.layer = layer;
        this.groups = groups;
        root = Files.createDirectories(directory.resolve("root"));
        console = directory.resolve("console.log");
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Path work = Files.createDirectories(directory.resolve("work"));
        // Volatile: nobody reads this disk after a crash of the machine that plays it.
        Command.run(
                "mount",
                "-t",
                "overlay",
                "overlay",
                "-o",
                "volatile,lowerdir=%s:%s,upperdir=%s,workdir=%s".formatted(layer.directory(), lowest, upper, work),
                root.toString());
        mounted = true;
        write("etc/hostname", boot.instanceId() + "\n");
        write("etc/hosts", "127.0.0.1 localhost\n%s %s\n".formatted(boot.at().address(), boot.instanceId()));
        write("etc/resolv.conf", "nameserver 169.254.169.253\noptions timeout:2 attempts:5\n");
        write("etc/rehearsal/meminfo", memory(boot.memoryMebibytes()));
        write(
                "var/lib/cloud/seed/nocloud/meta-data",
                "instance-id: %1$s\nlocal-hostname: %1$s\n".formatted(boot.instanceId()));
    }

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    /** As /proc/meminfo has it on a server that does little. */
    private static String memory(int mebibytes) {
        long all = mebibytes * 1024L;
        return """
                MemTotal:       %8d kB
                MemFree:        %8d kB
                MemAvailable:   %8d kB
                Buffers:               0 kB
                Cached:         %8d kB
                SwapTotal:             0 kB
                SwapFree:              0 kB
                """.formatted(all, all / 2, all * 3 / 4, all / 4);
    }

    synchronized void boot(String userData) throws IOException, InterruptedException {
        write("var/lib/cloud/seed/nocloud/user-data", userData);
        // What cloud-init keeps of an earlier boot; on EC2 it reads user data again at each boot.
        Files.deleteIfExists(root.resolve("var/lib/cloud/instances/" + boot.instanceId() + "/obj.pkl"));
        List<String> command = new ArrayList<>(List.of("sh", "-euc", joinGroups(), "sh", "systemd-nspawn"));
        command.addAll(List.of("--boot", "--quiet", "--register=no", "--keep-unit", "--settings=no", "--console=pipe"));
        command.addAll(List.of("--resolv-conf=off", "--timezone=off", "--link-journal=no"));
        command.add(
                "--network-namespace-path=/run/netns/" + boot.at().namespace().orElseThrow());
        command.add("--directory=" + root);
        command.add("--machine=" + boot.instanceId());
        command.addAll(layer.binds());
        process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                .start();
        awaitLeader();
        for (LoopVolume volume : volumes) {
            volume.show(this);
        }
    }

    private String joinGroups() throws IOException {
        return groups.make(boot.instanceId()).stream()
                        .map(file -> "echo $$ >'" + file + "'; ")
                        .collect(Collectors.joining())
                + "exec \"$@\"";
    }

    private void awaitLeader() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            Optional<Long> found = process.descendants()
                    .map(ProcessHandle::pid)
                    .filter(Container::isFirstOfContainer)
                    .findFirst();
            if (found.isPresent()) {
                leader = found.get();
                return;
            }
            Thread.sleep(10);
        }
        process.destroyForcibly();
        throw new IOException("the server " + boot.instanceId() + " did not start: " + bootLog());
    }

    /** Whether a process is the first of a process namespace, and systemd-nspawn has made it systemd. */
    private static boolean isFirstOfContainer(long pid) {
        try {
            if (!Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("systemd")) {
                return false;
            }
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
        } catch (IOException ended) {
            return false;
        }
    }

    @Override
    public String instanceId() {
        return boot.instanceId();
    }

    @Override
    public String name() {
        return boot.name();
    }

    @Override
    public Network.Interface at() {
        return boot.at();
    }

    @Override
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Process stopping;
        synchronized (this) {
            stopping = process;
        }
        // systemd-nspawn asks the container's systemd to shut down.
        stopping.destroy();
        if (!stopping.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    @Override
    public void startAgain(Optional<String> userData) throws IOException, InterruptedException {
        if (isRunning()) {
            throw new IOException(boot.instanceId() + " runs");
        }
        boot(
                userData.isPresent()
                        ? userData.get()
                        : Files.readString(root.resolve("var/lib/cloud/seed/nocloud/user-data")));
    }

    @Override
    public void kill() {
        Process killed;
        synchronized (this) {
            killed = process;
        }
        if (killed == null) {
            return;
        }
        // With the first process of its namespace, the system ends all others.
        if (killed.isAlive()) {
            ProcessHandle.of(leader).ifPresent(ProcessHandle::destroyForcibly);
        }
        killed.destroyForcibly();
        killed.onExit().join();
        ProcessHandle.of(leader)
                .filter(first -> isFirstOfContainer(leader))
                .ifPresent(first -> first.onExit().join());
    }

    @Override
    public void terminate() throws IOException, InterruptedException {
        stop();
        unmount();
        Command.run("rm", "-rf", directory.toString());
    }

    /** Takes the disk out of the file system; the server no longer runs. */
    void unmount() throws IOException, InterruptedException {
        synchronized (this) {
            if (!mounted) {
                return;
            }
            mounted = false;
        }
        Command.run("umount", root.toString());
        groups.remove(boot.instanceId());
    }

    @Override
    public Result run(String... command) throws IOException, InterruptedException {
        if (!isRunning()) {
            throw new IOException(boot.instanceId() + " does not run");
        }
        List<String> words = new ArrayList<>(List.of("nsenter", "--target", "" + leader, "--mount", "--uts", "--ipc"));
        words.addAll(List.of("--net", "--pid", "--cgroup", "--root", "--wd", "--", "env", "-i", "HOME=/root"));
        words.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        words.addAll(List.of(command));
        Command.Result result = Command.attempt("", words);
        return new Result(result.status(), result.output());
    }

    /** Remembers a volume, which also a later boot has. */
    synchronized void add(LoopVolume volume) {
        volumes.add(volume);
    }

    synchronized void remove(LoopVolume volume) {
        volumes.remove(volume);
    }

    @Override
    public String bootLog() {
        return end(console)
                + end(root.resolve("var/log/cloud-init-output.log"))
                + end(root.resolve("var/log/scaling-stages/boot.log"));
    }

    private static String end(Path file) {
        try {
            List<String> lines = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).stream()
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        } catch (IOException notThere) {
            return "";
        }
    }
}

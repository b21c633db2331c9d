package dev.scalingstages.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A server's file system in a directory, with the commands that the boot scripts call replaced by {@link Recorders}. It
 * keeps its state from one boot to the next, as a server does. Its first boot is one of {@link FirstBoots}.
 */
final class FakeServer {
    static final String WORKLOAD_KEY = "5".repeat(64) + ".zip";
    static final String SIGNAL_URL = "https://bucket.s3.example.com/condition?Signature=a%2Bb&Expires=1";

    private final Path home;
    private final Path root;
    private final Path state;
    private final Path recorders;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private boolean booted;

    private FakeServer(Path directory) throws IOException {
        home = directory.resolve("server");
        root = Files.createDirectories(home.resolve("root"));
        state = Files.createDirectories(home.resolve("state"));
        recorders = Files.createDirectories(home.resolve("recorders"));
        Recorders.install(recorders, state);
        // What Amazon Linux and the packages bring.
        for (String path : List.of(
                "etc/logrotate.d",
                "etc/my.cnf.d",
                "etc/nginx",
                "etc/scaling-stages",
                "etc/systemd/system",
                "opt",
                "proc",
                "run",
                "usr/libexec",
                "usr/share",
                "var/cache",
                "var/lib/nginx",
                "var/log/nginx")) {
            Files.createDirectories(root.resolve(path));
        }
        Files.writeString(root.resolve("etc/fstab"), "UUID=1111-2222 / xfs defaults,noatime 1 1\n");
        Files.writeString(root.resolve("proc/meminfo"), "MemTotal:        2097152 kB\nMemFree: 1 kB\n");
        set("SYSTEM_NAME", "scaling-stages");
        set("AWS_REGION", "eu-central-1");
        set("LOG_GROUP", "/scaling-stages/servers");
        set("METRIC_NAMESPACE", "scaling-stages-live");
        set("STACK_NAME", "scaling-stages-live");
    }

    /** The single server of stage 1, with a blank data volume attached. */
    static FakeServer single(Path directory) {
        FakeServer server = create(directory);
        server.set("STAGE", "1");
        server.set("SERVER_ROLE", "single-server");
        server.set("DATA_VOLUME_ID", "vol-0abc");
        server.set("SERVER_NAME", "_");
        server.set("SIGNAL_URL_BASE64", base64(SIGNAL_URL));
        server.runsTheApplication();
        server.attachVolume(new byte[2 * 1024 * 1024]);
        return server;
    }

    /** A web server of stage 3, whose internal load balancer presents a certificate in PEM form. */
    static FakeServer web(Path directory, String internalCertificate) {
        FakeServer server = inGroup(directory, "web");
        server.set("SERVER_NAME", "_");
        server.set("INTERNAL_HOST", "internal-1.eu-central-1.elb.example.com");
        server.set("INTERNAL_CERTIFICATE", base64(internalCertificate));
        server.set("VPC_CIDR", "127.0.0.0/8");
        server.set("ORIGIN", "open");
        server.write("addresses", "10.0.1.10\n10.0.0.10\n");
        return server;
    }

    /** A server of stage 3, in a group of its own, that runs the application. */
    static FakeServer application(Path directory, String role) {
        FakeServer server = inGroup(directory, role);
        server.runsTheApplication();
        return server;
    }

    private static FakeServer inGroup(Path directory, String role) {
        FakeServer server = create(directory);
        server.set("STAGE", "3");
        server.set("SERVER_ROLE", role);
        server.set("SIGNAL_RESOURCE", "WebGroup1A2B");
        return server;
    }

    private void runsTheApplication() {
        set("WORKLOAD_BUCKET", "assets-111122223333-eu-central-1");
        set("WORKLOAD_KEY", WORKLOAD_KEY);
        ZipFile.write(download("workload.zip"), Map.of("workload.jar", "the application", "lib/library.jar", "its"));
    }

    private static FakeServer create(Path directory) {
        try {
            return new FakeServer(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The directory of the boot scripts, as they are shipped. */
    static Path scripts() {
        try {
            return Path.of(FakeServer.class.getResource("/boot/boot.sh").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    FakeServer set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    FakeServer unset(String name) {
        environment.remove(name);
        return this;
    }

    Path root() {
        return root;
    }

    /** The lines of the environment file. */
    String environment() {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Writes the environment file and runs {@code boot.sh}, as user data does at each boot. */
    Tools.Result boot() {
        try {
            Path file = root.resolve("etc/scaling-stages/environment");
            String content = environment() + "\n";
            if (!readIfThere(file).equals(content)) {
                Files.writeString(file, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path script = scripts().resolve("boot.sh");
        boolean first = !booted;
        booted = true;
        return first ? FirstBoots.run(home, () -> run(script)) : run(script);
    }

    /** Runs a script with the recorders first on the PATH; the server's settings are not in its environment. */
    Tools.Result run(Path script) {
        return run(script, Map.of());
    }

    Tools.Result run(Path script, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(Tools.bash().toString(), script.toString());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "ROOT",
                        root.toString(),
                        "PATH",
                        String.join(
                                ":",
                                recorders.toString(),
                                Tools.openssl().getParent().toString(),
                                Tools.python().getParent().toString(),
                                System.getenv("PATH"))));
        builder.environment().putAll(variables);
        return Tools.run(builder);
    }

    /** Runs a script with the settings in its environment, as systemd does for the timers. */
    Tools.Result runAsService(Path script, Map<String, String> more) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putAll(more);
        return run(script, variables);
    }

    /** Lets calls of a command fail whose arguments match a shell pattern. */
    void failing(String command, String pattern) {
        write("fail-" + command, pattern);
    }

    void working(String command) {
        remove("fail-" + command);
    }

    /** The calls so far, each as the command's name and its arguments. */
    List<String> calls() {
        return state("calls").lines().toList();
    }

    List<String> calls(String command) {
        return calls().stream().filter(call -> call.startsWith(command + " ")).toList();
    }

    void forgetCalls() {
        remove("calls");
    }

    /** A file in the recorders' state; empty when there is none. */
    String state(String name) {
        return readIfThere(state.resolve(name));
    }

    void write(String name, String content) {
        try {
            Files.writeString(state.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(state.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a download of this name comes from. */
    Path download(String name) {
        return state.resolve(name);
    }

    String file(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bootLog() {
        return readIfThere(root.resolve("var/log/scaling-stages/boot.log"));
    }

    /** Every file and directory below a path but the logs, with its permissions, time of change and content's hash. */
    Map<Path, String> snapshot(String path) {
        return FileSnapshot.of(root, path);
    }

    String permissions(String path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a data volume with this content where udev would. */
    void attachVolume(byte[] content) {
        try {
            Path device = root.resolve("dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc");
            Files.createDirectories(device.getParent());
            Files.write(device, content);
            Files.deleteIfExists(state.resolve("device"));
            Files.createSymbolicLink(state.resolve("device"), device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void detachVolume() {
        try {
            Files.delete(root.resolve("dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readIfThere(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

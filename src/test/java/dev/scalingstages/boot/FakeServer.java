package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SharedFailure;
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

    /** The directory of the boot scripts, as they are shipped. */
    static final Path SCRIPTS = assertDoesNotThrow(
            () -> Path.of(FakeServer.class.getResource("/boot/boot.sh").toURI()).getParent());

    /** The directories that Amazon Linux and the packages bring. */
    private static final String[] DIRECTORIES = """
            etc/logrotate.d etc/my.cnf.d etc/nginx etc/scaling-stages etc/systemd/system opt proc run usr/libexec usr/share
            var/cache var/lib/nginx var/log/nginx""".split("\\s+");

    private static final String VOLUME = "dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0abc";

    private final Path home;
    private final Path root;
    private final Path state;
    private final Path recorders;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private boolean booted;

    private FakeServer(Path directory) {
        home = directory.resolve("server");
        root = home.resolve("root");
        state = home.resolve("state");
        recorders = home.resolve("recorders");
        assertDoesNotThrow(() -> {
            Files.createDirectories(state);
            for (String each : DIRECTORIES) {
                Files.createDirectories(root.resolve(each));
            }
            Recorders.install(Files.createDirectories(recorders), state);
        });
        put("etc/fstab", "UUID=1111-2222 / xfs defaults,noatime 1 1\n");
        put("proc/meminfo", "MemTotal:        2097152 kB\nMemFree: 1 kB\n");
        set("SYSTEM_NAME", "scaling-stages").set("AWS_REGION", "eu-central-1").set("STACK_NAME", "scaling-stages-live");
        set("LOG_GROUP", "/scaling-stages/servers").set("METRIC_NAMESPACE", "scaling-stages-live");
    }

    /** The single server of stage 1, with a blank data volume attached. */
    static FakeServer single(Path directory) {
        FakeServer server = new FakeServer(directory);
        server.set("STAGE", "1").set("SERVER_ROLE", "single-server").set("SERVER_NAME", "_");
        server.set("DATA_VOLUME_ID", "vol-0abc").set("SIGNAL_URL_BASE64", base64(SIGNAL_URL));
        server.runsTheApplication();
        server.attachVolume(new byte[2 * 1024 * 1024]);
        return server;
    }

    /** A web server of stage 3, whose internal load balancer presents a certificate in PEM form. */
    static FakeServer web(Path directory, String internalCertificate) {
        FakeServer server = inGroup(directory, "web");
        server.set("SERVER_NAME", "_").set("VPC_CIDR", "127.0.0.0/8").set("ORIGIN", "open");
        server.set("INTERNAL_HOST", "internal-1.eu-central-1.elb.example.com");
        server.set("INTERNAL_CERTIFICATE", base64(internalCertificate));
        server.write("addresses", "10.0.1.10\n10.0.0.10\n");
        return server;
    }

    /** A server that runs the application: the single one, or by its role one of stage 3, in a group of its own. */
    static FakeServer application(Path directory, String role) {
        if (role.equals("single-server")) {
            return single(directory);
        }
        FakeServer server = inGroup(directory, role);
        server.runsTheApplication();
        return server;
    }

    private static FakeServer inGroup(Path directory, String role) {
        return new FakeServer(directory)
                .set("STAGE", "3")
                .set("SERVER_ROLE", role)
                .set("SIGNAL_RESOURCE", "WebGroup1A2B");
    }

    private void runsTheApplication() {
        set("WORKLOAD_BUCKET", "assets-111122223333-eu-central-1");
        set("WORKLOAD_KEY", WORKLOAD_KEY);
        ZipFile.write(download("workload.zip"), Map.of("workload.jar", "the application", "lib/library.jar", "its"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    FakeServer set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What the template of stage 2 tells the single server beyond that of stage 1. */
    void growsToStage2(String databaseHost) {
        set("STAGE", "2").set("DATABASE_HOST", databaseHost).set("CONTENT_BUCKET", "content");
        set("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:1:secret:s");
    }

    FakeServer unset(String... names) {
        List.of(names).forEach(environment::remove);
        return this;
    }

    /** The ports that its nginx listens on, as its role's configuration says. */
    List<Integer> ports() {
        return switch (role()) {
            case "single-server" -> List.of(80, 443);
            case "web" -> List.of(443);
            default -> List.of(8443);
        };
    }

    String role() {
        return environment.get("SERVER_ROLE");
    }

    Path path(String path) {
        return root.resolve(path);
    }

    String environment() {
        return environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Writes the environment file and runs {@code boot.sh}, as user data does at each boot. */
    Programs.Result boot() {
        Path file = path("etc/scaling-stages/environment");
        if (!readIfThere(file).equals(environment() + "\n")) {
            ProjectFiles.write(file, environment() + "\n");
        }
        Path script = SCRIPTS.resolve("boot.sh");
        boolean first = !booted;
        booted = true;
        return first ? FirstBoots.run(home, () -> run(script)) : run(script);
    }

    /** Boots, and fails unless that succeeds; returns what it printed. */
    String boots() {
        Programs.Result result = boot();
        if (result.status() != 0) {
            SharedFailure.tell(reason(result));
        }
        return result.output();
    }

    /** Boots, and fails unless that fails and the log gives the reasons; returns what it printed. */
    String failsToBoot(String... reasons) {
        Programs.Result result = boot();
        assertThat(result.status()).as(bootLog()).isNotZero();
        SharedFailure.giveUpIfTold(reason(result));
        assertThat(reasons).allSatisfy(reason -> assertThat(bootLog()).contains(reason));
        return result.output();
    }

    private String reason(Programs.Result result) {
        String log = result.output() + bootLog() + "[error] the boot failed without a word in the log";
        return log.replaceFirst("(?s).*?(\\[error][^\\n]*).*", "$1");
    }

    /** Runs a script with the recorders first on the PATH; the server's settings are not in its environment. */
    Programs.Result run(Path script) {
        return run(script, Map.of());
    }

    Programs.Result run(Path script, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(Tools.bash().toString(), script.toString());
        Map<String, String> own = builder.environment();
        own.clear();
        own.put("ROOT", root.toString());
        Path tools = Tools.openssl().getParent();
        own.put("PATH", recorders + ":" + tools + ":" + Tools.python().getParent() + ":" + System.getenv("PATH"));
        own.putAll(variables);
        return Programs.run(builder);
    }

    /** Runs a script with the settings in its environment, as systemd does for the timers. */
    Programs.Result runAsService(Path script, Map<String, String> more) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putAll(more);
        return run(script, variables);
    }

    /** Lets calls of a command fail whose arguments match a shell pattern. */
    void failing(String command, String pattern) {
        write("fail-" + command, pattern);
    }

    /** The calls so far, each as the command's name and its arguments. */
    List<String> calls() {
        return state("calls").lines().toList();
    }

    List<String> calls(String command) {
        return calls().stream().filter(call -> call.startsWith(command + " ")).toList();
    }

    /** The last call of a command; fails when there is none. */
    String lastCall(String command) {
        List<String> calls = calls(command);
        assertThat(calls).as("calls of %s", command).isNotEmpty();
        return calls.get(calls.size() - 1);
    }

    void forgetCalls() {
        remove("calls");
    }

    /** A file in the recorders' state; empty when there is none. */
    String state(String name) {
        return readIfThere(state.resolve(name));
    }

    /** Writes a file of the recorders' state. */
    void write(String name, String content) {
        ProjectFiles.write(state.resolve(name), content);
    }

    /** Removes files of the recorders' state, where they are there. */
    void remove(String... names) {
        for (String name : names) {
            assertDoesNotThrow(() -> Files.deleteIfExists(state.resolve(name)));
        }
    }

    /** Where a download of this name comes from. */
    Path download(String name) {
        return state.resolve(name);
    }

    String file(String path) {
        return ProjectFiles.text(path(path));
    }

    void put(String path, String text) {
        ProjectFiles.write(path(path), text);
    }

    String bootLog() {
        return readIfThere(path("var/log/scaling-stages/boot.log"));
    }

    /** Every file and directory below a path but the logs, with its permissions, time of change and content's hash. */
    Map<String, String> snapshot(String path) {
        return FileTree.read(path(path))
                .summary(entry -> !path(path).resolve(entry).startsWith(path("var/log")));
    }

    String permissions(String path) {
        return PosixFilePermissions.toString(assertDoesNotThrow(() -> Files.getPosixFilePermissions(path(path))));
    }

    /** What the certificate that the server has made for itself says. */
    String certificate() {
        return Programs.run(Tools.openssl(), "x509", "-noout", "-text", "-in", path("data/tls/certificate.pem"))
                .succeeded();
    }

    /** Puts a data volume with this content where udev would. */
    void attachVolume(byte[] content) {
        assertDoesNotThrow(() -> {
            Files.createDirectories(path(VOLUME).getParent());
            Files.write(path(VOLUME), content);
            Files.deleteIfExists(state.resolve("device"));
            Files.createSymbolicLink(state.resolve("device"), path(VOLUME));
        });
    }

    void detachVolume() {
        assertDoesNotThrow(() -> Files.delete(path(VOLUME)));
    }

    private static String readIfThere(Path file) {
        return Files.exists(file) ? ProjectFiles.text(file) : "";
    }
}

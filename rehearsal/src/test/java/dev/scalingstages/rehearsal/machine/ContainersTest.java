package dev.scalingstages.rehearsal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Access;
import dev.scalingstages.rehearsal.machine.Machines.Boot;
import dev.scalingstages.rehearsal.machine.Machines.Identity;
import dev.scalingstages.rehearsal.machine.Machines.Machine;
import dev.scalingstages.rehearsal.machine.Machines.Volume;
import dev.scalingstages.rehearsal.network.Command;
import dev.scalingstages.rehearsal.network.InNamespaces;
import dev.scalingstages.rehearsal.network.LinuxNetwork;
import dev.scalingstages.rehearsal.network.Network.Interface;
import dev.scalingstages.rehearsal.network.Network.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers boot from real user data: the single server's to its health answer, and small scripts for the rest. */
@InNamespaces
class ContainersTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String SIGNALS = "https://signals.s3.amazonaws.com/handle?signature=x";

    @TempDir
    private Path directory;

    private LinuxNetwork network;
    private FakeAws aws;
    private Metadata metadata;
    private Containers containers;

    @BeforeEach
    void begin() throws Exception {
        network = new LinuxNetwork();
        network.addSubnet("subnet-a", "10.0.0.0/16", "10.0.1.0/24", "us-east-1a");
        network.associate("subnet-a", "rtb-public");
        network.routeToInternet("rtb-public", true);
        network.routeToService("rtb-public", "s3", true);
        network.addSecurityGroup("sg-server");
        network.addSecurityGroup("sg-endpoints");
        network.allow("sg-server", new Rule(true, "tcp", 80, 80, "0.0.0.0/0"));
        network.allow("sg-server", new Rule(true, "tcp", 443, 443, "0.0.0.0/0"));
        network.allow("sg-server", new Rule(false, "tcp", 443, 443, "pl-s3"));
        network.allow("sg-server", new Rule(false, "tcp", 443, 443, "sg-endpoints"));
        network.allow("sg-endpoints", new Rule(true, "tcp", 443, 443, "sg-server"));
        aws = new FakeAws(Files.createDirectory(directory.resolve("aws")));
        aws.listen(network.serviceAddress("s3"));
        for (String domain : List.of("*.s3.us-east-1", "*.s3.dualstack.us-east-1", "*.s3")) {
            network.name(domain + ".amazonaws.com", Set.of(network.serviceAddress("s3")));
        }
        Interface endpoint = network.attach("endpoint", "subnet-a", Set.of("sg-endpoints"), false);
        aws.listen(endpoint.address());
        for (String service : List.of("monitoring", "logs", "cloudformation")) {
            network.privateName(service + ".us-east-1.amazonaws.com", Set.of(endpoint.address()));
        }
        metadata = new Metadata(
                "us-east-1",
                "123456789012",
                (role, session) -> new Access.Credentials("AKIA" + role, "secret", "token-" + session));
        containers = new Containers(new Containers.Place(directory.resolve("run"), root(), jdk(), aws.authority(), 10));
    }

    @AfterEach
    void end() throws Exception {
        // What a failed beginning has not opened is not there to close.
        for (AutoCloseable opened : Arrays.asList(containers, metadata, aws, network)) {
            if (opened != null) {
                opened.close();
            }
        }
        assertThat(Command.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE"))
                .doesNotContain(directory.toString());
    }

    private static Path root() throws Exception {
        return Path.of(Command.run(PROJECT.resolve("rehearsal/bin/make-root").toString())
                .strip());
    }

    private static Path jdk() throws Exception {
        return Path.of(Command.run(PROJECT.resolve("bin/jdk-25").toString()).strip());
    }

    @Test
    void singleServerBootsServesAndKeepsItsVolume() throws Exception {
        aws.put("/boot.zip", FakeAws.zip(PROJECT.resolve("src/main/resources/boot")));
        aws.put("/workload.zip", Files.readAllBytes(workload()));
        Volume volume = containers.createVolume("vol-0abc", 2);
        long start = System.nanoTime();
        Interface at = network.attachServer("server", "subnet-a", Set.of("sg-server"), true);
        Machine server = start("i-1", at, singleServer("1"));
        say("runs", start);
        volume.attach(server);
        await(Duration.ofSeconds(120), () -> !signals().isEmpty());
        say("signalled", start);
        assertThat(signals().getFirst())
                .as(server.bootLog())
                .contains("SUCCESS")
                .contains("i-1");
        assertThat(health(at)).isEqualTo("200");
        say("health", start);
        assertThat(server.run("findmnt", "-no", "FSTYPE", "/data").output()).isEqualTo("xfs\n");
        assertThat(server.run("sh", "-c", "ps -o args= -C java").output()).contains("-XX:MaxRAM=2097152k");
        await(Duration.ofSeconds(20), () -> aws.calls().stream().anyMatch(call -> call.contains("PutMetricData")));
        await(Duration.ofSeconds(20), () -> aws.calls().stream().anyMatch(call -> call.contains("PutLogEvents")));

        start = System.nanoTime();
        server.stop();
        say("stopped", start);
        volume.grow(3);
        start = System.nanoTime();
        server.startAgain(Optional.of(singleServer("2")));
        await(Duration.ofSeconds(120), () -> signals().size() == 2);
        say("second boot", start);
        assertThat(server.run("cat", "/etc/scaling-stages/environment").output())
                .contains("TRIED=2");
        assertThat(server.run("sh", "-c", "df -BM --output=size /data | tail -1")
                        .output()
                        .strip())
                .satisfies(size ->
                        assertThat(Integer.parseInt(size.replace("M", ""))).isGreaterThan(2500));

        server.run("mariadb", "-e", "CREATE TABLE scaling.kept AS SELECT 42 AS answer");
        server.stop();
        volume.detach();
        server.terminate();
        Interface second = network.attachServer("server", "subnet-a", Set.of("sg-server"), true);
        Machine other = start("i-2", second, singleServer("3"));
        volume.attach(other);
        await(Duration.ofSeconds(120), () -> signals().size() == 3);
        assertThat(signals().getLast()).contains("SUCCESS").contains("i-2");
        assertThat(other.run("mariadb", "-N", "-e", "SELECT answer FROM scaling.kept")
                        .output())
                .isEqualTo("42\n");
        other.kill();
        assertThat(other.isRunning()).isFalse();
    }

    @Test
    void serverHasWhatAmazonLinuxHasAndNoMore() throws Exception {
        Interface at = network.attachServer("server", "subnet-a", Set.of("sg-server"), false);
        Machine server = start("i-3", at, "#!/bin/sh\nsleep 10\necho booted >/root/done\n");
        await(
                Duration.ofSeconds(30),
                () -> server.run("test", "-e", "/root/done").status() == 0);

        for (String program :
                List.of("nginx", "mariadb", "mariadbd", "java", "rsyslogd", "amazon-cloudwatch-agent-ctl")) {
            assertThat(server.run("sh", "-c", "command -v " + program).status())
                    .as(program)
                    .isNotZero();
        }
        assertThat(server.run("rpm", "--query", "--quiet", "nginx", "rsyslog").status())
                .isEqualTo(2);
        assertThat(server.run("rpm", "--query", "--queryformat", "%{VERSION}", "system-release")
                        .output())
                .matches("2023\\.[0-9]+\\.[0-9]+");
        String[] install = {
            "dnf", "--assumeyes", "--quiet", "--setopt=install_weak_deps=False", "--releasever=2023.1.2", "install", ""
        };
        install[6] = "emacs";
        assertThat(server.run(install).output()).contains("Unable to find a match: emacs");
        install[6] = "nginx";
        assertThat(server.run(install).status()).isZero();
        assertThat(server.run("rpm", "--query", "--quiet", "nginx").status()).isZero();
        assertThat(server.run("sh", "-c", "nginx -v && id nginx && stat -c %U /var/lib/nginx/tmp")
                        .output())
                .contains("nginx version")
                .endsWith("nginx\n");
        assertThat(aws.calls())
                .anyMatch(call -> call.startsWith("GET al2023-repos-us-east-1-de612dc2.s3.dualstack"
                        + ".us-east-1.amazonaws.com/core/mirrors/2023.1.2/x86_64/mirror.list"));

        network.routeToService("rtb-public", "s3", false);
        install[6] = "logrotate";
        Machines.Result failed = server.run(install);
        assertThat(failed.status()).isNotZero();
        assertThat(failed.output()).contains("Failed to download metadata for repo 'amazonlinux'");

        assertThat(server.run("aws", "ec2", "describe-tags").output())
                .contains("not played in the rehearsal: the command aws ec2 describe-tags");
        assertThat(server.run("dnf", "remove", "x").output()).contains("not played in the rehearsal");
        assertThat(server.run("sh", "-c", "grep MemTotal /proc/meminfo").output())
                .contains("2097152 kB");
        assertThat(server.run(
                                "curl",
                                "-s",
                                "-m",
                                "2",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}",
                                "http://169.254.169.254/latest/meta-data/instance-id")
                        .output())
                .isEqualTo("401");
        assertThatThrownBy(() -> start("i-3", at, "")).isInstanceOf(IOException.class);
        server.terminate();
        assertThat(directory.resolve("run/machines/i-3")).doesNotExist();
    }

    private Machine start(String instance, Interface at, String userData) throws Exception {
        metadata.register(new Identity(instance, Optional.of("server-role"), "us-east-1a", "t4g.small", Map.of()), at);
        return containers.start(new Boot(instance, "server", userData, 2048, at));
    }

    private List<String> signals() {
        return aws.calls().stream()
                .filter(call -> call.startsWith("PUT signals"))
                .toList();
    }

    private String health(Interface at) throws Exception {
        return Command.run(
                "curl",
                "--interface",
                network.userAddress(1),
                "-sk",
                "-m",
                "5",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "https://" + at.publicAddress().orElseThrow() + "/health");
    }

    /** The user data of the first stage's template; the test's archives and addresses take the place of the assets'. */
    private static String singleServer(String attempt) throws IOException {
        JsonNode template = new ObjectMapper()
                .readTree(
                        PROJECT.resolve("stages/1-single-server/template.json").toFile());
        Map<String, String> references = new HashMap<>(Map.of("AWS::Region", "us-east-1", "AWS::StackName", "play"));
        references.put("AWS::Partition", "aws");
        StringBuilder text = new StringBuilder();
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("Type").asText().equals("AWS::EC2::Instance")) {
                for (JsonNode part : resource.at("/Properties/UserData/Fn::Base64/Fn::Join/1")) {
                    text.append(evaluate(part, references));
                }
            }
        }
        return text.toString()
                .replaceAll("WORKLOAD_KEY=0+\\.zip", "TRIED=" + attempt + "\nWORKLOAD_KEY=workload.zip")
                .replaceAll("0{64}\\.zip", "boot.zip");
    }

    private static String evaluate(JsonNode part, Map<String, String> references) {
        if (part.isTextual()) {
            return part.asText();
        }
        if (part.has("Fn::Base64")) {
            return Base64.getEncoder().encodeToString(SIGNALS.getBytes(StandardCharsets.UTF_8));
        }
        String name = part.path("Ref").asText();
        return references.getOrDefault(name, name.contains("Volume") ? "vol-0abc" : "logs");
    }

    private static Path workload() throws Exception {
        Path built = PROJECT.resolve("workload/target/workload.zip");
        return Files.exists(built)
                ? built
                : Path.of(Command.run(PROJECT.resolve("bin/workload-archive").toString())
                        .strip());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Duration longest, Condition condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited for " + longest).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static void say(String what, long start) {
        System.out.printf("%s after %.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }
}

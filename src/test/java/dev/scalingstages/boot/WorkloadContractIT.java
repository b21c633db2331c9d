package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates, boot scripts and the application say the same: names of variables, ports, paths, limits. */
@BesideTheCdk
class WorkloadContractIT {
    /** What the template or the boot tells the boot scripts and systemd only. */
    private static final Set<String> NOT_FOR_THE_APPLICATION = Set.of(
            "APPLICATION_ROLES",
            "DATA_VOLUME_ID",
            "JAVA_MEMORY",
            "LOG_GROUP",
            "SERVER_NAME",
            "SIGNAL_RESOURCE",
            "SIGNAL_URL_BASE64",
            "STACK_NAME",
            "STAGE",
            "SYSTEM_NAME",
            "VPC_CIDR",
            "WORKLOAD_BUCKET",
            "WORKLOAD_KEY");

    /** How the names begin that only the move from the box reads. */
    private static final String BOX = "BOX_";

    private static final Set<String> READS = Set.of("read-api");
    private static final String READER = "configuration/ConfigurationReader.java";

    @TempDir
    Path directory;

    /** A server's lines and the application's roles on it. */
    private record Told(Map<String, String> lines, Set<String> roles) {
        boolean has(String name) {
            return lines.containsKey(name);
        }

        boolean replicas() {
            return roles.equals(READS) && has("REPLICAS_HOST");
        }

        boolean isWorker() {
            return roles.contains("worker");
        }

        List<String> when(boolean condition, String... names) {
            return condition ? List.of(names) : List.of();
        }

        List<String> shards(String suffix) {
            return IntStream.rangeClosed(1, Integer.parseInt(lines.getOrDefault("SHARD_COUNT", "0")))
                    .mapToObj(shard -> "SHARD_" + shard + suffix)
                    .toList();
        }
    }

    /** What the application asks for as needed, and which variables that is on a server. */
    private static Map<String, Function<Told, List<String>>> needed() {
        Map<String, Function<Told, List<String>>> needed = new TreeMap<>();
        needed.put("DATABASE_NAME", told -> List.of("DATABASE_NAME"));
        needed.put("DATABASE_HOST", told -> told.when(!told.replicas() && !told.has("SHARD_COUNT"), "DATABASE_HOST"));
        needed.put("REPLICAS_HOST", told -> told.when(told.replicas(), "REPLICAS_HOST"));
        needed.put("_HOST", told -> told.replicas() ? List.of() : told.shards("_HOST"));
        needed.put("_SECRET_ARN", WorkloadContractIT::secrets);
        needed.put(
                "DATABASE_CREDENTIALS_FILE",
                told -> told.when(
                        told.shards("").isEmpty() && !told.has("DATABASE_SECRET_ARN"), "DATABASE_CREDENTIALS_FILE"));
        needed.put(
                "DATABASE_CA_FILE",
                told -> told.when(!"off".equals(told.lines().get("DATABASE_TLS")), "DATABASE_CA_FILE"));
        needed.put("SHARD_MAP_TABLE", told -> told.when(told.has("SHARD_COUNT"), "SHARD_MAP_TABLE"));
        for (String name : List.of("CACHE_USER", "CACHE_NAME")) {
            needed.put(name, told -> told.when(told.has("CACHE_HOST"), name));
        }
        needed.put("UPLOAD_KEY_FILE", told -> told.when(told.has("FILES_DIRECTORY"), "UPLOAD_KEY_FILE"));
        needed.put(
                "CONTENT_BUCKET",
                told -> told.when(!told.has("FILES_DIRECTORY") && !told.roles().equals(READS), "CONTENT_BUCKET"));
        for (String name : List.of("WRITES_QUEUE_URL", "PHOTOS_QUEUE_URL")) {
            needed.put(name, told -> told.when(told.isWorker(), name));
        }
        for (String name :
                List.of("ARCHIVE_BUCKET", "WAREHOUSE_DATABASE", "WAREHOUSE_ROLE_ARN", "WAREHOUSE_WORKGROUP")) {
            needed.put(name, told -> told.when(told.has("ARCHIVE_QUEUE_URL"), name));
        }
        return needed;
    }

    private static List<String> secrets(Told told) {
        List<String> names = new ArrayList<>(told.shards("_SECRET_ARN"));
        if (names.isEmpty() && !told.has("DATABASE_CREDENTIALS_FILE")) {
            names.add("DATABASE_SECRET_ARN");
        }
        names.addAll(told.when(told.has("ACCOUNTS_DATABASE_HOST"), "ACCOUNTS_DATABASE_SECRET_ARN"));
        return names;
    }

    @Test
    void whatTheApplicationNeedsIsKnownHere() {
        assertThat(WorkloadSources.needed().stream().filter(name -> !name.startsWith(BOX)))
                .as("a name that this test does not know: say when it is needed")
                .containsExactlyElementsOf(needed().keySet());
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void whatTheApplicationNeedsIsInTheTemplateOrAddedAtBoot(ServerEnvironment server) {
        Told told = told(server);
        Set<String> names = new TreeSet<>();
        needed().values().forEach(rule -> names.addAll(rule.apply(told)));
        assertThat(names).hasSizeGreaterThan(3);
        assertThat(told.lines().keySet()).containsAll(names);
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void whatIsMeantForTheApplicationIsKnownToIt(ServerEnvironment server) {
        assertThat(told(server).lines().keySet().stream()
                        .filter(name -> !NOT_FOR_THE_APPLICATION.contains(name))
                        .filter(name -> !WorkloadSources.knows(name)))
                .isEmpty();
    }

    @Test
    void whatIsNotMeantForTheApplicationIsNotReadByItAndIsTold() {
        assertThat(NOT_FOR_THE_APPLICATION).noneMatch(WorkloadSources::knows);
        Set<String> told = new TreeSet<>();
        ServerEnvironment.all().forEach(server -> told.addAll(server.template().keySet()));
        assertThat(told).containsAll(Set.of("STACK_NAME", "SIGNAL_URL_BASE64", "WORKLOAD_KEY"));
        assertThat(WorkloadSources.knows("SHARD_2_SECRET_ARN")).isTrue();
        assertThat(WorkloadSources.knows("SHARD_X_SECRET_ARN")).isFalse();
        assertThat(WorkloadSources.knows("DATABASE_PASSWORD")).isFalse();
    }

    /** Which store a stage uses follows from which variables are there. */
    @ParameterizedTest
    @CsvSource({
        "1, single-server, DATABASE_CREDENTIALS_FILE FILES_DIRECTORY, CACHE_HOST CONTENT_BUCKET DATABASE_SECRET_ARN",
        "2, single-server, DATABASE_SECRET_ARN CONTENT_BUCKET, CACHE_HOST FILES_DIRECTORY DATABASE_TLS CONTENT_URL",
        "3, write-api, DATABASE_HOST CONTENT_URL, CACHE_HOST REPLICAS_HOST FILES_DIRECTORY",
        "3, read-api, DATABASE_HOST CONTENT_URL, CACHE_HOST REPLICAS_HOST CONTENT_BUCKET",
        "4, write-api, DATABASE_HOST CACHE_HOST, REPLICAS_HOST WRITES_QUEUE_URL COUNTERS_TABLE",
        "4, read-api, REPLICAS_HOST CACHE_HOST, DATABASE_HOST COUNTERS_TABLE CONTENT_BUCKET",
        "5, read-api, REPLICAS_HOST CACHE_HOST, DATABASE_HOST SHARD_COUNT",
        "6, write-api, SHARD_COUNT ACCOUNTS_DATABASE_HOST COUNTERS_TABLE WRITES_QUEUE_URL, ARCHIVE_QUEUE_URL",
        "6, read-api, SHARD_COUNT REPLICAS_HOST COUNTERS_TABLE, DATABASE_HOST WRITES_QUEUE_URL CONTENT_BUCKET ACCOUNTS_DATABASE_HOST",
        "6, worker, SHARD_COUNT PHOTOS_QUEUE_URL ARCHIVE_QUEUE_URL WAREHOUSE_WORKGROUP, REPLICAS_HOST CONTENT_URL"
    })
    void adaptersAreChosenAsTheStageSays(int stage, String role, String present, String absent) {
        Set<String> names = told(new ServerEnvironment(ScalingStage.of(stage), role))
                .lines()
                .keySet();
        assertThat(names).contains(present.split(" ")).doesNotContain(absent.split(" "));
    }

    /** For everybody who brings another application. */
    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void theContractNamesWhatTheApplicationIsTold(ServerEnvironment server) throws IOException {
        String contract = Files.readString(Path.of("docs/workload-contract.md"));
        assertThat(told(server).lines().keySet().stream()
                        .filter(name -> !NOT_FOR_THE_APPLICATION.contains(name))
                        .map(name -> name.replaceFirst("^SHARD_\\d+", "SHARD_<n>"))
                        .filter(name -> !contract.contains("`" + name + "`")))
                .isEmpty();
    }

    @Test
    void portsAreTheSame() throws IOException {
        String port = WorkloadSources.find(READER, "port\\(\"LISTEN_PORT\", (\\d+)\\)");
        String readPort = WorkloadSources.find(READER, "port\\(\"READ_LISTEN_PORT\", (\\d+)\\)");
        assertThat(script("lib/application.sh"))
                .contains("echo " + port + " " + readPort + "\n", "echo " + port + "\n")
                .contains("http://127.0.0.1:$port");
        assertThat(upstream("application.conf", "application")).isEqualTo("127.0.0.1:" + port);
        assertThat(upstream("single-server.conf", "write_api")).isEqualTo("127.0.0.1:" + port);
        assertThat(upstream("single-server.conf", "read_api")).isEqualTo("127.0.0.1:" + readPort);
        assertThat(WorkloadSources.find("http/HttpServer.java", "\\.host\\(\"([^\"]+)\"\\)"))
                .as("nobody reaches it but by nginx")
                .isEqualTo("127.0.0.1");
    }

    @Test
    void healthIsAskedForWhereItIsAnswered() throws IOException {
        String path = WorkloadSources.find("http/Route.java", "\\bHEALTH\\(\"([^\"]+)\"");
        assertThat(script("lib/application.sh")).contains("http://127.0.0.1:$port" + path + "\"");
        for (String file : List.of("application.conf", "single-server.conf")) {
            assertThat(script("nginx/" + file)).contains("location = " + path + " {");
        }
        ServerEnvironment.all()
                .filter(server -> server.role().endsWith("-api"))
                .forEach(server -> assertThat(
                                server.targetGroup().path("HealthCheckPath").asText())
                        .as("%s", server)
                        .isEqualTo(path));
    }

    @Test
    void rolesAreTheApplications() {
        String names = WorkloadSources.text("configuration/Role.java");
        Set<String> roles = new TreeSet<>();
        ServerEnvironment.all().forEach(server -> roles.addAll(told(server).roles()));
        assertThat(roles).containsExactly("read-api", "worker", "write-api");
        for (String role : roles) {
            assertThat(names)
                    .containsPattern("\\b" + role.toUpperCase(Locale.ROOT).replace('-', '_') + "[,;]");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void applicationIsDrainedBeforeItIsKilled(ServerEnvironment server) throws IOException {
        int drain = Integer.parseInt(server.boot().get("DRAIN_SECONDS"));
        int patience = Integer.parseInt(WorkloadSources.only(
                script("systemd/scaling-stages-application.service"), "(?m)^TimeoutStopSec=(\\d+)s$"));
        assertThat(patience)
                .as("it waits to be left alone, then as long for what is in flight, and then ends")
                .isGreaterThanOrEqualTo(2 * drain + 10);
        if (server.role().endsWith("-api")) {
            JsonNode group = server.targetGroup();
            assertThat(drain)
                    .as("longer than its load balancer takes to notice")
                    .isGreaterThan(group.path("HealthCheckIntervalSeconds").asInt()
                            * group.path("UnhealthyThresholdCount").asInt());
        }
    }

    @Test
    void credentialsFileHasTheKeysThatAreRead() {
        String reader = WorkloadSources.text("mysql/CredentialsFile.java");
        FakeServer server = FakeServer.single(directory);
        server.boot();
        assertThat(server.file("data/secrets/database-credentials").lines().map(line -> line.split("=")[0]))
                .containsExactly("user", "password")
                .allSatisfy(key -> assertThat(reader).contains("\"" + key + "\""));
    }

    @Test
    void archivesMainClassIsThere() throws IOException {
        String name = WorkloadSources.only(Files.readString(Path.of("workload/pom.xml")), "<mainClass>([^<]+)<");
        assertThat(Path.of("workload/src/main/java", name.replace('.', '/') + ".java"))
                .exists();
    }

    private static Told told(ServerEnvironment server) {
        return new Told(server.lines(), server.roles());
    }

    private static String upstream(String file, String name) throws IOException {
        return WorkloadSources.only(script("nginx/" + file), "upstream " + name + " \\{\\s+server (\\S+) max_fails=0;");
    }

    private static String script(String file) throws IOException {
        return Files.readString(FakeServer.scripts().resolve(file));
    }
}

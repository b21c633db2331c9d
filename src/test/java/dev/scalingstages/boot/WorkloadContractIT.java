package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates, boot scripts and the application say the same: names of variables, ports, paths, limits. */
@BesideTheCdk
class WorkloadContractIT {
    private static final String READER = "configuration/ConfigurationReader.java";

    @TempDir
    Path directory;

    @Test
    void whatTheApplicationNeedsIsKnownHere() {
        assertThat(WorkloadSources.needed().stream().filter(name -> !name.startsWith(WorkloadContract.BOX)))
                .as("a name that WorkloadContract does not know: say when it is needed")
                .containsExactlyElementsOf(WorkloadContract.NEEDED.keySet());
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void theBootAddsWhatWorkloadContractTestTakesItToAdd(ServerEnvironment server) {
        Map<String, String> added =
                WorkloadContract.addedByTheBoot(server.role(), server.template().containsKey("DATABASE_HOST"));
        assertThat(server.boot()).containsOnlyKeys(added.keySet());
        added.values().removeIf("?"::equals);
        assertThat(server.boot()).containsAllEntriesOf(added);
    }

    @Test
    void whatIsNotMeantForTheApplicationIsNotReadByItAndIsTold() {
        assertThat(WorkloadContract.NOT_FOR_THE_APPLICATION).noneMatch(WorkloadSources::knows);
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
        assertThat(new ServerEnvironment(ScalingStage.of(stage), role).lines().keySet())
                .contains(present.split(" "))
                .doesNotContain(absent.split(" "));
    }

    @Test
    void portsAreTheSame() {
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
    void healthIsAskedForWhereItIsAnswered() {
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
        ServerEnvironment.all().forEach(server -> roles.addAll(server.told().roles()));
        assertThat(roles).containsExactly("read-api", "worker", "write-api");
        for (String role : roles) {
            assertThat(names)
                    .containsPattern("\\b" + role.toUpperCase(Locale.ROOT).replace('-', '_') + "[,;]");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.boot.ServerEnvironment#all")
    void applicationIsDrainedBeforeItIsKilled(ServerEnvironment server) {
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
        server.boots();
        assertThat(server.file("data/secrets/database-credentials").lines().map(line -> line.split("=")[0]))
                .containsExactly("user", "password")
                .allSatisfy(key -> assertThat(reader).contains("\"" + key + "\""));
    }

    @Test
    void largestBodiesAreTheApplications() {
        String photo = WorkloadSources.find("content/Files.java", "LARGEST = (\\d+)L \\* 1024 \\* 1024;") + "m";
        String json = WorkloadSources.find("http/Request.java", "LARGEST_JSON = (\\d+) \\* 1024;") + "k";
        assertThat(script("roles/single-server.sh")).contains("photo=" + photo + "\n", "no_photo=" + json + "\n");
        assertThat(script("nginx/nginx.conf"))
                .contains("client_max_body_size " + json + ";", "client_body_buffer_size " + json + ";");
    }

    @Test
    void archivesMainClassIsThere() {
        String name = WorkloadSources.only(ProjectFiles.text(Path.of("workload/pom.xml")), "<mainClass>([^<]+)<");
        assertThat(Path.of("workload/src/main/java", name.replace('.', '/') + ".java"))
                .exists();
    }

    private static String upstream(String file, String name) {
        return WorkloadSources.only(script("nginx/" + file), "upstream " + name + " \\{\\s+server (\\S+) max_fails=0;");
    }

    private static String script(String file) {
        return ProjectFiles.text(FakeServer.SCRIPTS.resolve(file));
    }

    private static final Path CLUSTER =
            Path.of("servers/src/main/java/dev/scalingstages/workload/servers/RedisCluster.java");

    @Test
    void cdnCachesAPathThatTheApiHas() {
        JsonNode behaviors = ProjectFiles.committedTemplate(ScalingStage.LOAD_BALANCED)
                .only("AWS::CloudFront::Distribution")
                .at("/DistributionConfig/CacheBehaviors");
        assertThat(behaviors.findValuesAsText("PathPattern").stream().filter(path -> path.startsWith("api/")))
                .isNotEmpty()
                .allSatisfy(path ->
                        assertThat(WorkloadSources.text("http/Route.java")).contains("\"/" + path + "\", GET)"));
    }

    @Test
    void headerAfterWhichNothingOldIsGivenIsTheApplications() throws IOException {
        assertThat(WorkloadSources.text("http/Request.java")).contains("create(\"Read-After\")");
        assertThat(ProjectFiles.text(FakeServer.SCRIPTS.resolve("nginx/web.conf")))
                .contains("proxy_cache_bypass $http_authorization $http_read_after;");
    }

    /** The service's tests run against the users of the template. */
    @Test
    void usersMayDoWhatThoseOfTheTemplateMay() throws IOException {
        String local = ProjectFiles.text(CLUSTER).replaceAll("\"\\s*\\+ \"", "");
        assertThat(ProjectFiles.committedTemplate(ScalingStage.DATA_PLATFORM).resources("AWS::ElastiCache::User"))
                .hasSize(2)
                .extracting(user -> user.text("/AccessString"))
                .allSatisfy(access -> assertThat(local).contains("\"" + access.substring("on ".length()) + "\""));
    }
}

package dev.scalingstages.workload.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment of each stage, as the templates write it, and all that may be wrong in it. */
class ConfigurationTest {
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), "x");
    }

    private Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SYSTEM_NAME", "scaling-stages",
                "SERVER_ROLE", "write-api",
                "AWS_REGION", "eu-central-1",
                "METRIC_NAMESPACE", "live",
                "DATABASE_NAME", "scaling",
                "DATABASE_CA_FILE", file.toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    private Map<String, String> stage1() {
        return environment(
                "DATABASE_HOST", "127.0.0.1",
                "DATABASE_TLS", "off",
                "DATABASE_CREDENTIALS_FILE", file.toString(),
                "FILES_DIRECTORY", "/data/files",
                "UPLOAD_KEY_FILE", file.toString());
    }

    private Map<String, String> stage3() {
        return environment(
                "CONTENT_BUCKET", "content",
                "DATABASE_HOST", "database.internal",
                "DATABASE_PORT", "13306",
                "DATABASE_SECRET_ARN", SECRET);
    }

    private Map<String, String> stage6() {
        Map<String, String> environment = stage3();
        environment.putAll(Map.of(
                "SHARD_COUNT", "2",
                "SHARD_1_HOST", "one.internal",
                "SHARD_1_SECRET_ARN", SECRET + "1",
                "SHARD_2_HOST", "two.internal",
                "SHARD_2_SECRET_ARN", SECRET + "2",
                "ACCOUNTS_DATABASE_HOST", "accounts.internal",
                "ACCOUNTS_DATABASE_SECRET_ARN", SECRET + "3",
                "COUNTERS_TABLE", "counters",
                "SHARD_MAP_TABLE", "map",
                "WRITES_QUEUE_URL", "https://sqs/writes"));
        environment.putAll(Map.of(
                "CACHE_HOST", "cache.internal",
                "CACHE_PORT", "16379",
                "CACHE_USER", "workload",
                "CACHE_NAME", "cache"));
        return environment;
    }

    private static List<String> problems(List<String> roles, Map<String, String> environment) {
        return catchThrowableOfType(ConfigurationException.class, () -> Configuration.read(roles, environment))
                .problems();
    }

    @Test
    void theSingleServerHasADatabaseAndFilesOfItsOwn() {
        Configuration read = Configuration.read(List.of("write-api", "read-api"), stage1());
        assertThat(read.roles()).containsExactlyInAnyOrder(Role.WRITE_API, Role.READ_API);
        assertThat(read.databases()).hasSize(1);
        assertThat(read.databases().getFirst().authorities()).isEmpty();
        assertThat(read.accounts()).contains(read.databases().getFirst());
        assertThat(read.files()).isInstanceOf(Configuration.FileStore.Directory.class);
        assertThat(read.cache()).isEmpty();
        assertThat(read.writesQueue()).isEmpty();
        assertThat(read.listening())
                .isEqualTo(new Configuration.Listening(8080, 8082, 256, Duration.ofSeconds(20), false));
    }

    @Test
    void stage3ReadsAndWritesOneDatabase() {
        for (String role : List.of("write-api", "read-api")) {
            Configuration read = Configuration.read(List.of(role), stage3());
            assertThat(read.databases().getFirst().host()).isEqualTo("database.internal");
            assertThat(read.databases().getFirst().port()).isEqualTo(13306);
            assertThat(read.databases().getFirst().authorities()).contains(file);
            assertThat(read.replicas()).isFalse();
            assertThat(read.files()).isEqualTo(new Configuration.FileStore.Bucket("content", Optional.empty()));
        }
    }

    @Test
    void theReadApiNeedsNoBucketWhereItIsToldWhereAnybodyCanReadIt() {
        Map<String, String> environment = stage3();
        environment.put("CONTENT_URL", "https://static.example.com");
        environment.remove("CONTENT_BUCKET");
        assertThat(Configuration.read(List.of("read-api"), environment).files())
                .isEqualTo(new Configuration.FileStore.Published(URI.create("https://static.example.com")));
        for (List<String> roles : List.of(List.of("write-api"), List.of("write-api", "read-api"))) {
            assertThat(problems(roles, environment)).singleElement(STRING).contains("CONTENT_BUCKET");
        }
    }

    @Test
    void theReadApiReadsReplicasAndNeedsNoPrimary() {
        Map<String, String> environment = stage3();
        environment.keySet().removeAll(List.of("DATABASE_HOST", "DATABASE_PORT"));
        environment.putAll(Map.of("REPLICAS_HOST", "replicas.internal", "REPLICAS_PORT", "13306"));
        Configuration read = Configuration.read(List.of("read-api"), environment);
        assertThat(read.replicas()).isTrue();
        assertThat(read.databases().getFirst().host()).isEqualTo("replicas.internal");
        assertThat(read.accounts()).isEmpty();
    }

    @Test
    void shardsHaveADatabaseEachAndAccountsTheirOwn() {
        Configuration read = Configuration.read(List.of("write-api"), stage6());
        assertThat(read.databases())
                .extracting(Configuration.Database::host)
                .containsExactly("one.internal", "two.internal");
        assertThat(read.databases().get(1).credentials()).isEqualTo(new Configuration.Credentials.Secret(SECRET + "2"));
        assertThat(read.accounts().orElseThrow().host()).isEqualTo("accounts.internal");
        assertThat(read.shardMapTable()).contains("map");
        assertThat(read.cache().orElseThrow().port()).isEqualTo(16379);
        assertThat(read.writesQueue()).contains("https://sqs/writes");
    }

    @Test
    void replicasOfShardsHaveAPortEach() {
        Map<String, String> environment = stage6();
        environment.keySet().removeAll(List.of("SHARD_1_HOST", "SHARD_2_HOST", "DATABASE_HOST"));
        environment.putAll(Map.of(
                "REPLICAS_HOST", "replicas.internal",
                "SHARD_1_REPLICAS_PORT", "13306",
                "SHARD_2_REPLICAS_PORT", "13307"));
        assertThat(Configuration.read(List.of("read-api"), environment).databases())
                .extracting(Configuration.Database::port)
                .containsExactly(13306, 13307);
    }

    @Test
    void aWorkerHasQueuesAndAnArchive() {
        Map<String, String> environment = stage6();
        environment.putAll(Map.of(
                "PHOTOS_QUEUE_URL", "https://sqs/photos",
                "ARCHIVE_QUEUE_URL", "https://sqs/archive",
                "ARCHIVE_BUCKET", "archive",
                "RETENTION_DAYS", "90",
                "WAREHOUSE_WORKGROUP", "work",
                "WAREHOUSE_DATABASE", "history",
                "WAREHOUSE_ROLE_ARN", "arn:aws:iam::123456789012:role/load"));
        Configuration.Worker worker =
                Configuration.read(List.of("worker"), environment).worker().orElseThrow();
        assertThat(worker.photosQueue()).isEqualTo("https://sqs/photos");
        assertThat(worker.archive().orElseThrow().retentionDays()).isEqualTo(90);
        environment.remove("PHOTOS_QUEUE_URL");
        assertThat(problems(List.of("worker"), environment))
                .singleElement()
                .asString()
                .startsWith("PHOTOS_QUEUE_URL is missing: ");
    }

    @Test
    void aWorkerKnowsEachReplicaByItself() {
        Map<String, String> environment = stage6();
        environment.putAll(Map.of(
                "PHOTOS_QUEUE_URL", "https://sqs/photos",
                "SHARD_1_REPLICA_HOSTS", "one-1.internal, one-2.internal:3307"));
        Map<Integer, List<Configuration.Database>> replicas =
                Configuration.read(List.of("worker"), environment).shardReplicas();
        assertThat(replicas).containsOnlyKeys(1);
        assertThat(replicas.get(1))
                .extracting(Configuration.Database::host, Configuration.Database::port)
                .containsExactly(tuple("one-1.internal", 13306), tuple("one-2.internal", 3307));
        assertThat(replicas.get(1).getFirst().credentials())
                .isEqualTo(new Configuration.Credentials.Secret(SECRET + "1"));

        environment.put("SHARD_2_REPLICA_HOSTS", "two-1.internal,,two-2.internal");
        assertThat(problems(List.of("worker"), environment))
                .singleElement()
                .asString()
                .startsWith("SHARD_2_REPLICA_HOSTS is \"two-1.internal,,two-2.internal\"");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        Map<String, String> environment = environment(
                "DATABASE_PORT",
                "x",
                "DRAIN_SECONDS",
                "-1",
                "READ_ONLY",
                "yes",
                "AWS_ENDPOINT_S3",
                "s3:1",
                "CACHE_HOST",
                "c");
        environment.remove("DATABASE_NAME");
        List<String> problems = problems(List.of("write-api", "reader"), environment);
        for (String name : List.of(
                "DATABASE_PORT",
                "DRAIN_SECONDS",
                "READ_ONLY",
                "AWS_ENDPOINT_S3",
                "CACHE_USER",
                "CACHE_NAME",
                "DATABASE_NAME",
                "DATABASE_HOST",
                "DATABASE_SECRET_ARN",
                "CONTENT_BUCKET")) {
            assertThat(problems).anyMatch(problem -> problem.startsWith(name + " is "));
        }
        assertThat(problems)
                .contains("The argument \"reader\" is no role: allowed are write-api, read-api and worker.");
        assertThat(problems).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATABASE_PORT|0|DATABASE_PORT is \"0\": allowed is a number from 1 to 65535, such as 3306.",
                "DATABASE_PORT|65536|DATABASE_PORT is \"65536\": allowed is a number from 1 to 65535, such as 3306.",
                "READ_ONLY|1|READ_ONLY is \"1\": allowed is true or false.",
                "DATABASE_TLS|no|DATABASE_TLS is \"no\": allowed are required and off.",
                "DATABASE_CA_FILE|/none|DATABASE_CA_FILE is \"/none\": allowed is a file that can be read, such as"
                        + " /etc/scaling-stages/database-authorities.pem.",
                "CONTENT_URL|ftp://x|CONTENT_URL is \"ftp://x\": allowed is an address such as https://example.com.",
                "READ_LISTEN_PORT|8080|LISTEN_PORT and READ_LISTEN_PORT are both 8080: they must differ.",
                "FILES_DIRECTORY|files|FILES_DIRECTORY is \"files\": allowed is the path of a directory from the root, such as"
                        + " /data/files."
            })
    void aProblemNamesTheVariableItsValueAndWhatIsAllowed(String name, String value, String problem) {
        Map<String, String> environment = stage3();
        if (name.equals("FILES_DIRECTORY")) {
            environment.remove("CONTENT_BUCKET");
            environment.put("UPLOAD_KEY_FILE", file.toString());
        }
        environment.put(name, value);
        assertThat(problems(List.of("write-api"), environment)).containsExactly(problem);
    }

    @Test
    void aSecretInThePlaceOfItsNameIsNotShown() {
        Map<String, String> environment = stage3();
        environment.put("DATABASE_SECRET_ARN", "hunter2");
        assertThat(problems(List.of("write-api"), environment))
                .singleElement()
                .asString()
                .startsWith("DATABASE_SECRET_ARN is not the ARN of a secret")
                .doesNotContain("hunter2");
    }

    @Test
    void onlyTheLoopbackAddressMayGoWithoutTls() {
        Map<String, String> environment = stage3();
        environment.put("DATABASE_TLS", "off");
        assertThat(problems(List.of("write-api"), environment))
                .singleElement()
                .asString()
                .contains("database.internal", "127.0.0.1");
    }

    @Test
    void allThatIsWrongWithTheBoxIsToldAtOnce() {
        assertThatThrownBy(() -> Box.read(Map.of("BOX_DATABASE_PORT", "0", "BOX_FILES_DIRECTORY", "files")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "BOX_DATABASE_NAME is missing",
                        "BOX_DATABASE_PORT is \"0\"",
                        "BOX_DATABASE_CREDENTIALS_FILE is missing",
                        "BOX_FILES_DIRECTORY is \"files\"");
    }

    @Test
    void aServerHasARole() {
        assertThat(problems(List.of(), stage3())).singleElement().asString().startsWith("No role is given");
    }
}

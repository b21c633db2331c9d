package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.mysql.CredentialsFile;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.MySqlPosts;
import dev.scalingstages.workload.mysql.Tls;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.OwnJvm;
import dev.scalingstages.workload.servers.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The commands of the move as the boot scripts run them: told by their environment, answering by a line and a status. */
class BoxMoveTest {
    private static final String SCHEMA = "scaling";
    private static final AccountId OWNER = new AccountId(7L << 54);
    private static final Post POST = new Post(
            PostId.create(OWNER, Instant.parse("2026-11-26T12:00:00Z"), new Random(1)),
            OWNER,
            "Ada",
            "Hello",
            PhotoState.NONE);

    @TempDir
    static Path directory;

    private static MariaDbCluster box;
    private static MariaDbCluster rds;
    private static S3Server s3;
    private static S3Client objects;

    @BeforeAll
    static void boxWithAPostAndAFile() throws Exception {
        box = MariaDbCluster.start(0);
        rds = MariaDbCluster.start(0);
        s3 = S3Server.start();
        // The box's own database is reached over loopback without TLS.
        box.primary().execute("SET GLOBAL require_secure_transport = OFF");
        box.primary().createSchema(SCHEMA);
        rds.primary().createSchema(SCHEMA);
        rds.primary().createSchema("another");
        objects = S3Client.builder()
                .endpointOverride(s3.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
        objects.createBucket(bucket -> bucket.bucket("content"));
        write("credentials", "user=%s\npassword=%s\n".formatted(MariaDbServer.ADMIN, MariaDbServer.ADMIN_PASSWORD));
        write("upload-key", "0123456789abcdef".repeat(4));
        DatabaseSettings settings = new DatabaseSettings(
                "127.0.0.1",
                box.primary().port(),
                SCHEMA,
                new Tls.Off(),
                2,
                new CredentialsFile(directory.resolve("credentials")),
                false);
        Migrations.apply(settings, Migrations.Kind.FIRST);
        try (Database database = new Database(settings)) {
            new MySqlPosts(database, database).add(POST);
        }
        new DiskFiles(directory.resolve("files"), new byte[32], Clock.systemUTC())
                .put(Files.UPLOADS + POST.id(), "image/jpeg", "a photo".getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        objects.close();
        s3.close();
        rds.close();
        box.close();
    }

    @Test
    void movesOnceAndThenTheBoxStaysClosedUntilItIsTakenBack() throws Exception {
        assertThat(run("move-to-separate-storage")).startsWith("0 ");
        assertThat(directory.resolve("moved")).exists();
        assertThat(objects.getObjectAsBytes(get -> get.bucket("content").key(Files.UPLOADS + POST.id()))
                        .asUtf8String())
                .isEqualTo("a photo");
        try (Database database = new Database(new DatabaseSettings(
                "127.0.0.1",
                rds.primary().port(),
                SCHEMA,
                new Tls.Required(rds.primary().authority(), true),
                2,
                new CredentialsFile(directory.resolve("credentials")),
                false))) {
            MySqlPosts posts = new MySqlPosts(database, database);
            assertThat(posts.find(POST.id())).hasValue(POST);
            assertThat(posts.timeline(OWNER, Optional.empty(), 10)).containsExactly(POST.entry());
        }
        assertThat(settled("move-to-separate-storage", Map.of())).startsWith("0 ");
        assertThat(run("reopen-box")).startsWith("13 ");
        assertThat(settled("confirm-separate-storage", Map.of()))
                .startsWith("0 the data moved to the database at 127.0.0.1 and the bucket content at 20");
        assertThat(settled("confirm-separate-storage", Map.of("DATABASE_NAME", "another")))
                .startsWith("13 the data went to the database at 127.0.0.1 at 20")
                .contains("the one that is at 127.0.0.1 now does not hold it");
        assertThat(settled("confirm-separate-storage", Map.of("CONTENT_BUCKET", "another")))
                .startsWith("13 the files went to the bucket content at 20")
                .contains("told to serve from another");
        assertThat(run("confirm-separate-storage", Map.of("DATABASE_PORT", "1")))
                .startsWith("12 ");

        assertThat(run("withdraw-from-separate-storage"))
                .isEqualTo("0 the box takes writes, and the target" + " does not");
        assertThat(directory.resolve("moved")).doesNotExist();
        assertThat(run("reopen-box")).startsWith("0 ");
    }

    /** The status and the last line, as the boot script sees them. */
    private static String run(String command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    /** Asked again for as long as the outcome is not known, as the boot script does. */
    private static String settled(String command, Map<String, String> changed) throws Exception {
        String end = run(command, changed);
        for (int attempt = 2; attempt <= 10 && end.startsWith("12 "); attempt++) {
            end = run(command, changed);
        }
        return end;
    }

    /** The same, with some settings changed. */
    private static String run(String command, Map<String, String> changed) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BOX_DATABASE_NAME", SCHEMA,
                "BOX_DATABASE_PORT", String.valueOf(box.primary().port()),
                "BOX_DATABASE_CREDENTIALS_FILE",
                        directory.resolve("credentials").toString(),
                "BOX_FILES_DIRECTORY", directory.resolve("files").toString(),
                "BOX_UPLOAD_KEY_FILE", directory.resolve("upload-key").toString(),
                "BOX_MOVED_FILE", directory.resolve("moved").toString(),
                "AWS_REGION", "us-east-1",
                "AWS_ENDPOINT_S3", s3.endpoint().toString(),
                "CONTENT_BUCKET", "content"));
        environment.putAll(Map.of(
                "DATABASE_HOST", "127.0.0.1",
                "DATABASE_PORT", String.valueOf(rds.primary().port()),
                "DATABASE_NAME", SCHEMA,
                "DATABASE_CREDENTIALS_FILE", directory.resolve("credentials").toString(),
                "DATABASE_CA_FILE", rds.primary().authority().toString()));
        environment.putAll(
                Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY));
        environment.putAll(changed);
        List<String> arguments = OwnJvm.command(List.of(), Main.class.getName());
        arguments.add(command);
        ProcessBuilder process = new ProcessBuilder(arguments);
        process.environment().putAll(environment);
        Process running = process.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return running.waitFor() + " " + output.lines().reduce("", (last, line) -> line);
    }

    private static void write(String name, String content) throws IOException {
        java.nio.file.Files.writeString(directory.resolve(name), content);
    }
}

package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process in the shape of stage 1: both APIs, a database and a directory. */
class SingleServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    @TempDir
    private static Path directory;

    private static Map<String, String> environment;
    private static WorkloadProcess process;
    private static ServiceClient client;

    @BeforeAll
    static void start() throws Exception {
        int writePort = FreePort.next();
        int readPort = FreePort.next();
        MariaDbServer database = SharedMariaDb.server();
        environment = new HashMap<>(Map.of(
                "DATABASE_HOST", "127.0.0.1",
                "DATABASE_PORT", String.valueOf(database.port()),
                "DATABASE_NAME", SharedMariaDb.newSchema(),
                "DATABASE_CREDENTIALS_FILE",
                        WorkloadProcess.credentials(directory).toString(),
                "DATABASE_CA_FILE", database.authority().toString(),
                "FILES_DIRECTORY", directory.resolve("files").toString(),
                "UPLOAD_KEY_FILE",
                        Files.write(directory.resolve("key"), new byte[32]).toString(),
                "LISTEN_PORT", String.valueOf(writePort),
                "READ_LISTEN_PORT", String.valueOf(readPort),
                "DRAIN_SECONDS", "1"));
        process = WorkloadProcess.start(directory, List.of("write-api", "read-api"), environment);
        process.awaitReady(writePort);
        process.awaitReady(readPort);
        client = new ServiceClient(writePort, readPort);
    }

    @AfterAll
    static void stop() {
        client.close();
        process.close();
    }

    private static Map<String, String> type(String type) {
        return Map.of("Content-Type", type);
    }

    @Test
    void aPostAndAPhotoGoInAndTheTimelineAndTheThumbnailComeOut() throws Exception {
        String token = client.signIn("ada@example.com");
        byte[] photo = ServiceClient.photo();
        JsonNode made = client.announce(201, token, "image/jpeg", photo.length);
        String post = made.get("postId").asText();
        String address = made.get("upload").get("address").asText();
        String forged = address.replace("signature=", "signature=0");
        assertThat(client.send("PUT", address, photo, type("image/png")).statusCode())
                .isEqualTo(415);
        assertThat(client.send("PUT", address, new byte[10], type("image/jpeg")).statusCode())
                .isEqualTo(400);
        assertThat(client.send("PUT", forged, photo, type("image/jpeg")).statusCode())
                .isEqualTo(403);
        assertThat(client.upload(made, photo)).isEqualTo(204);
        assertThat(client.write(200, "POST", "/api/posts/" + post + "/photo/finish", token, "")
                        .get("state")
                        .asText())
                .isEqualTo("READY");
        client.write(200, "PUT", "/api/posts/" + post + "/likes/mine", token, "");

        JsonNode read = client.get("/api/posts/" + post);
        assertThat(read.get("body").asText()).isEqualTo("Look! 🌍");
        JsonNode entry = client.get("/api/accounts/" + read.get("accountId").asText() + "/timeline")
                .get("entries")
                .get(0);
        assertThat(entry.get("postId").asText()).isEqualTo(post);
        assertThat(entry.get("likes").asLong()).isEqualTo(1);
        String thumbnail = entry.get("photo").get("thumbnail").asText();
        BufferedImage image =
                ImageIO.read(directory.resolve("files" + thumbnail).toFile());
        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(client.get("/api/posts/popular").get("posts").findValuesAsText("postId"))
                .contains(post);
    }

    @Test
    void aFileThatIsNoPictureIsRejected() throws Exception {
        String token = client.signIn("text@example.com");
        JsonNode made = client.announce(201, token, "image/png", 5);
        client.upload(made, "hello".getBytes(StandardCharsets.UTF_8));
        JsonNode finished =
                client.write(200, "POST", "/api/posts/" + made.get("postId").asText() + "/photo/finish", token, "");
        assertThat(finished.get("state").asText()).isEqualTo("REJECTED");
    }

    @Test
    void theLogHasALineForEachRequestAndNothingSecret() throws Exception {
        String token = client.signIn("secret@example.com");
        JsonNode made = client.announce(201, token, "image/png", 5);
        String signature = made.get("upload").get("address").asText().replaceFirst(".*signature=", "");
        String unknown = "A".repeat(43);
        client.upload(made, "hello".getBytes(StandardCharsets.UTF_8));
        client.write(400, "POST", "/api/sessions", token, "{\"password\":\"" + ServiceClient.PASSWORD + "\"");
        client.write(401, "DELETE", "/api/sessions/current", unknown, "");
        // A line follows its answer.
        String output = process.output();
        while (!output.contains("\"status\":401")) {
            Thread.sleep(10);
            output = process.output();
        }
        assertThat(output)
                .contains("\"route\":\"/api/sessions\"", "\"route\":\"/api/uploads/{post}\"")
                .doesNotContain(ServiceClient.PASSWORD, token, unknown, signature, "Look!", "secret@example.com")
                .doesNotContain(MariaDbServer.APPLICATION_PASSWORD, "pbkdf2");
        for (String line : output.lines().toList()) {
            assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
        }
    }

    @Test
    void residentMemoryIsBelow256MebibytesAfterRequestsAndPhotos() throws Exception {
        String token = client.signIn("memory@example.com");
        byte[] photo = ServiceClient.photo();
        for (int i = 0; i < 20; i++) {
            JsonNode made = client.announce(201, token, "image/jpeg", photo.length);
            client.upload(made, photo);
            client.write(200, "POST", "/api/posts/" + made.get("postId").asText() + "/photo/finish", token, "");
        }
        assertThat(process.residentMebibytes()).isLessThan(256);
    }

    @Test
    void aProcessThatIsToldToStopServesOnAndThenEnds() throws Exception {
        int port = FreePort.next();
        Map<String, String> other = new HashMap<>(environment);
        other.putAll(Map.of("LISTEN_PORT", String.valueOf(port), "DRAIN_SECONDS", "2"));
        try (WorkloadProcess stopping = WorkloadProcess.start(directory, List.of("read-api"), other);
                ServiceClient reader = new ServiceClient(port, port)) {
            stopping.awaitReady(port);
            stopping.terminate();
            int status = 200;
            while (status == 200) {
                status = reader.send("GET", "/health", NOTHING, Map.of()).statusCode();
            }
            assertThat(status).as("not ready, but answering").isEqualTo(503);
            reader.get("/api/posts/popular");
            assertThat(stopping.awaitEnd()).as("ended by SIGTERM").isEqualTo(128 + 15);
            assertThat(stopping.output()).contains("Stopped", "\"_aws\"");
        }
    }

    @Test
    void aProcessWithAWrongEnvironmentSaysWhyAndEnds() throws Exception {
        Map<String, String> wrong = new HashMap<>(environment);
        wrong.put("DATABASE_PORT", "none");
        wrong.remove("DATABASE_NAME");
        try (WorkloadProcess refused = WorkloadProcess.start(directory, List.of("write-api"), wrong)) {
            assertThat(refused.awaitEnd()).isEqualTo(1);
            assertThat(refused.output())
                    .contains("DATABASE_PORT is \"none\"", "DATABASE_NAME is missing")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void aProcessWhosePortIsTakenEnds() throws Exception {
        try (WorkloadProcess refused = WorkloadProcess.start(directory, List.of("read-api"), environment)) {
            assertThat(refused.awaitEnd()).isEqualTo(1);
        }
    }
}

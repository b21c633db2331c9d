package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final String PASSWORD = "correct horse battery";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static Map<String, String> environment;
    private static int writePort;
    private static int readPort;
    private static WorkloadProcess process;

    @BeforeAll
    static void start() throws Exception {
        writePort = WorkloadProcess.freePort();
        readPort = WorkloadProcess.freePort();
        MariaDbServer database = SharedMariaDb.server();
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                "user=%s%npassword=%s%n".formatted(MariaDbServer.APPLICATION, MariaDbServer.APPLICATION_PASSWORD));
        environment = new HashMap<>(Map.of(
                "SERVER_ROLE", "single-server",
                "METRIC_NAMESPACE", "test",
                "DATABASE_HOST", "127.0.0.1",
                "DATABASE_PORT", String.valueOf(database.port()),
                "DATABASE_NAME", SharedMariaDb.newSchema(),
                "DATABASE_CREDENTIALS_FILE", credentials.toString(),
                "DATABASE_CA_FILE", database.authority().toString(),
                "FILES_DIRECTORY", directory.resolve("files").toString(),
                "UPLOAD_KEY_FILE",
                        Files.write(directory.resolve("key"), new byte[32]).toString(),
                "LISTEN_PORT", String.valueOf(writePort)));
        environment.put("READ_LISTEN_PORT", String.valueOf(readPort));
        environment.put("DRAIN_SECONDS", "1");
        process = WorkloadProcess.start(directory, List.of("write-api", "read-api"), environment);
        Duration start = process.awaitReady(writePort);
        process.awaitReady(readPort);
        assertThat(start).isLessThan(Duration.ofSeconds(45));
        System.out.println("Ready after " + start.toMillis() + " ms");
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    private static HttpResponse<byte[]> send(String method, String path, String token, byte[] body, String type)
            throws IOException, InterruptedException {
        int port = method.equals("GET") ? readPort : writePort;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(int status, String method, String path, String token, String body) throws Exception {
        HttpResponse<byte[]> response = send(method, path, token, body.getBytes(), "application/json");
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1600, 1200, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        return bytes.toByteArray();
    }

    private static String signIn(String email) throws Exception {
        json(
                201,
                "POST",
                "/api/accounts",
                "",
                "{\"email\":\"%s\",\"displayName\":\"Ada\",\"password\":\"%s\"}".formatted(email, PASSWORD));
        return json(
                        201,
                        "POST",
                        "/api/sessions",
                        "",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD))
                .get("token")
                .asText();
    }

    @Test
    void aPostAndAPhotoGoInAndTheTimelineAndTheThumbnailComeOut() throws Exception {
        String token = signIn("ada@example.com");
        byte[] photo = picture();
        JsonNode made = json(
                201,
                "POST",
                "/api/posts",
                token,
                "{\"body\":\"Look! 🌍\",\"photo\":{\"contentType\":\"image/jpeg\",\"size\":" + photo.length + "}}");
        String post = made.get("postId").asText();
        String address = made.get("upload").get("address").asText();
        assertThat(send("PUT", address, "", photo, "image/png").statusCode()).isEqualTo(415);
        assertThat(send("PUT", address, "", new byte[10], "image/jpeg").statusCode())
                .isEqualTo(400);
        assertThat(send("PUT", address.replace("signature=", "signature=0"), "", photo, "image/jpeg")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("PUT", address, "", photo, "image/jpeg").statusCode()).isEqualTo(204);
        assertThat(json(200, "POST", "/api/posts/" + post + "/photo/finish", token, "")
                        .get("state")
                        .asText())
                .isEqualTo("READY");
        json(200, "PUT", "/api/posts/" + post + "/likes/mine", token, "");

        JsonNode read = json(200, "GET", "/api/posts/" + post, "", "");
        assertThat(read.get("body").asText()).isEqualTo("Look! 🌍");
        JsonNode entry = json(
                        200, "GET", "/api/accounts/" + read.get("accountId").asText() + "/timeline", "", "")
                .get("entries")
                .get(0);
        assertThat(entry.get("postId").asText()).isEqualTo(post);
        assertThat(entry.get("likes").asLong()).isEqualTo(1);
        String thumbnail = entry.get("photo").get("thumbnail").asText();
        BufferedImage image =
                ImageIO.read(directory.resolve("files" + thumbnail).toFile());
        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(json(200, "GET", "/api/posts/popular", "", "").get("posts").findValuesAsText("postId"))
                .contains(post);
    }

    @Test
    void aFileThatIsNoPictureIsRejected() throws Exception {
        String token = signIn("text@example.com");
        JsonNode made = json(
                201,
                "POST",
                "/api/posts",
                token,
                "{\"body\":\"x\",\"photo\":{\"contentType\":\"image/png\",\"size\":5}}");
        send("PUT", made.get("upload").get("address").asText(), "", "hello".getBytes(), "image/png");
        JsonNode finished = json(200, "POST", "/api/posts/" + made.get("postId").asText() + "/photo/finish", token, "");
        assertThat(finished.get("state").asText()).isEqualTo("REJECTED");
    }

    @Test
    void theLogHasALineForEachRequestAndNothingSecret() throws Exception {
        String token = signIn("secret@example.com");
        JsonNode made = json(
                201,
                "POST",
                "/api/posts",
                token,
                "{\"body\":\"a private thought\",\"photo\":{\"contentType\":\"image/png\",\"size\":5}}");
        String signature = made.get("upload").get("address").asText().replaceFirst(".*signature=", "");
        send("PUT", made.get("upload").get("address").asText(), "", "hello".getBytes(), "image/png");
        json(400, "POST", "/api/sessions", "", "{\"email\":\"secret@example.com\",\"password\":\"" + PASSWORD + "\"");
        json(401, "DELETE", "/api/sessions/current", "A".repeat(43), "");
        // A line follows its answer.
        String output = process.output();
        while (!output.contains("\"status\":401")) {
            Thread.sleep(10);
            output = process.output();
        }
        assertThat(output)
                .contains("\"route\":\"/api/sessions\"", "\"route\":\"/api/uploads/{post}\"")
                .doesNotContain(
                        PASSWORD,
                        token,
                        signature,
                        "private thought",
                        "secret@example.com",
                        "A".repeat(43),
                        MariaDbServer.APPLICATION_PASSWORD,
                        "pbkdf2");
        for (String line : output.lines().toList()) {
            assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
        }
    }

    @Test
    void residentMemoryIsBelow256MebibytesAfterRequestsAndPhotos() throws Exception {
        String token = signIn("memory@example.com");
        byte[] photo = picture();
        for (int i = 0; i < 20; i++) {
            JsonNode made = json(
                    201,
                    "POST",
                    "/api/posts",
                    token,
                    "{\"body\":\"x\",\"photo\":{\"contentType\":\"image/jpeg\",\"size\":" + photo.length + "}}");
            send("PUT", made.get("upload").get("address").asText(), "", photo, "image/jpeg");
            json(200, "POST", "/api/posts/" + made.get("postId").asText() + "/photo/finish", token, "");
        }
        long mebibytes = process.residentMebibytes();
        System.out.println("Resident memory " + mebibytes + " MiB");
        assertThat(mebibytes).isLessThan(256);
    }

    @Test
    void aProcessThatIsToldToStopServesOnAndThenEnds() throws Exception {
        int port = WorkloadProcess.freePort();
        Map<String, String> other = new HashMap<>(environment);
        other.put("LISTEN_PORT", String.valueOf(port));
        other.put("DRAIN_SECONDS", "2");
        try (WorkloadProcess stopping = WorkloadProcess.start(directory, List.of("read-api"), other)) {
            stopping.awaitReady(port);
            stopping.terminate();
            URI address = URI.create("http://127.0.0.1:" + port + "/health");
            int status = 200;
            while (status == 200) {
                status = CLIENT.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            }
            assertThat(status).as("not ready, but answering").isEqualTo(503);
            URI popular = URI.create("http://127.0.0.1:" + port + "/api/posts/popular");
            assertThat(CLIENT.send(HttpRequest.newBuilder(popular).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
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

package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.RedisCluster;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes in the shape of stages 4 and 5: the write API at the primary, the read API at a replica, a cache. */
class ReplicatedReadsTest {
    private static final String SCHEMA = "scaling";
    private static final byte[] NOTHING = {};

    @TempDir
    private static Path directory;

    private static MariaDbCluster databases;
    private static RedisCluster cache;
    private static WorkloadProcess writeApi;
    private static WorkloadProcess readApi;
    private static ServiceClient client;

    @BeforeAll
    static void start() throws Exception {
        databases = MariaDbCluster.start(1);
        databases.primary().createSchema(SCHEMA);
        databases.awaitReplication(Duration.ofSeconds(10));
        cache = RedisCluster.start(1, 0);
        int writePort = FreePort.next();
        int readPort = FreePort.next();
        Map<String, String> both = new HashMap<>(Map.of(
                "DATABASE_NAME", SCHEMA,
                "DATABASE_CREDENTIALS_FILE",
                        WorkloadProcess.credentials(directory).toString(),
                "DATABASE_CA_FILE", databases.primary().authority().toString(),
                "CACHE_HOST", "127.0.0.1",
                "CACHE_PORT", String.valueOf(cache.port()),
                "CACHE_USER", RedisCluster.USER,
                "CACHE_NAME", "cache",
                "CACHE_PASSWORD_FILE",
                        Files.writeString(directory.resolve("cache-password"), RedisCluster.PASSWORD)
                                .toString(),
                "CACHE_CA_FILE", cache.authority().toString(),
                "FILES_DIRECTORY", directory.resolve("files").toString()));
        both.putAll(Map.of(
                "UPLOAD_KEY_FILE",
                Files.write(directory.resolve("key"), new byte[32]).toString(),
                "DRAIN_SECONDS",
                "0"));
        writeApi = WorkloadProcess.start(
                directory,
                List.of("write-api"),
                with(both, "DATABASE_HOST", databases.primary().port(), "DATABASE_PORT", writePort));
        writeApi.awaitReady(writePort);
        databases.awaitReplication(Duration.ofSeconds(10));
        both.put("CACHE_USER", RedisCluster.READER);
        readApi = WorkloadProcess.start(
                directory,
                List.of("read-api"),
                with(both, "REPLICAS_HOST", databases.replicas().getFirst().port(), "REPLICAS_PORT", readPort));
        readApi.awaitReady(readPort);
        client = new ServiceClient(writePort, readPort);
    }

    private static Map<String, String> with(
            Map<String, String> environment, String host, int port, String portName, int listen) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(Map.of(host, "127.0.0.1", portName, String.valueOf(port), "LISTEN_PORT", String.valueOf(listen)));
        return all;
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable resource : new AutoCloseable[] {client, readApi, writeApi, cache, databases}) {
            resource.close();
        }
    }

    @AfterEach
    void goOn() throws Exception {
        replica().goOn();
        databases.awaitReplication(Duration.ofSeconds(10));
    }

    private static MariaDbServer replica() {
        return databases.replicas().getFirst();
    }

    @Test
    void aWriterSeesTheOwnPostThoughTheReplicaLags() throws Exception {
        String token = client.signIn("lag@example.com");
        client.write(201, "POST", "/api/posts", token, "{\"body\":\"first\"}");
        databases.awaitReplication(Duration.ofSeconds(10));
        replica().lag();
        awaitCache(token);
        String post = client.write(201, "POST", "/api/posts", token, "{\"body\":\"second\"}")
                .get("postId")
                .asText();
        JsonNode read = client.get("/api/posts/" + post);
        assertThat(read.get("body").asText()).isEqualTo("second");
        JsonNode timeline = client.get("/api/accounts/" + read.get("accountId").asText() + "/timeline");
        assertThat(timeline.get("entries").findValuesAsText("excerpt"))
                .startsWith("second")
                .endsWith("first");
    }

    /** Cold processes take longer than the cache is given, and then leave it alone for a second. */
    private static void awaitCache(String token) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int status = 0;
        while (status != 200 && System.nanoTime() < end) {
            String post = client.write(201, "POST", "/api/posts", token, "{\"body\":\"warm\"}")
                    .get("postId")
                    .asText();
            status = client.send("GET", "/api/posts/" + post, NOTHING, Map.of()).statusCode();
        }
        assertThat(status).as("a post that only the cache has").isEqualTo(200);
    }

    @Test
    void withoutACacheAReaderWaitsForTheReplicaOrIsToldToComeBack() throws Exception {
        String token = client.signIn("pause@example.com");
        databases.awaitReplication(Duration.ofSeconds(10));
        replica().lag();
        cache.pause();
        try {
            String post = client.write(201, "POST", "/api/posts", token, "{\"body\":\"slow\"}")
                    .get("postId")
                    .asText();
            HttpResponse<byte[]> early = client.send("GET", "/api/posts/" + post, NOTHING, Map.of());
            assertThat(early.statusCode()).as("young, so it may be on its way").isEqualTo(503);
            assertThat(early.headers().firstValue("Retry-After")).contains("1");
            Thread catchUp = Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(500);
                    replica().goOn();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(client.getAfter("/api/posts/" + post, post).get("body").asText())
                    .isEqualTo("slow");
            catchUp.join();
        } finally {
            cache.resume();
        }
    }

    @Test
    void aSessionOutlivesTheCache() throws Exception {
        String token = client.signIn("session@example.com");
        cache.flush();
        client.write(201, "POST", "/api/posts", token, "{\"body\":\"still signed in\"}");
    }

    @Test
    void bothRolesStayBelow256Mebibytes() throws Exception {
        assertThat(writeApi.residentMebibytes()).isLessThan(256);
        assertThat(readApi.residentMebibytes()).isLessThan(256);
    }
}

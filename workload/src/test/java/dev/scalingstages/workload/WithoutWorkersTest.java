package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.LocalStores;
import dev.scalingstages.workload.servers.MariaDbCluster;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The step to stage 6 while its workers have not come up, and may never: the write API acknowledges nothing that only a
 * worker could store.
 */
class WithoutWorkersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SCHEMA = "scaling";

    @TempDir
    private static Path directory;

    private static LocalStores stores;
    private static WorkloadProcess writeApi;
    private static ServiceClient client;
    private static String token;

    @BeforeAll
    static void startWriteApiAlone() throws Exception {
        stores = LocalStores.start(6);
        int port = FreePort.next();
        writeApi = start("write-api", port);
        client = new ServiceClient(port, port);
        token = client.signIn("ada@example.com");
    }

    private static WorkloadProcess start(String role, int port) throws Exception {
        Map<String, String> environment = new HashMap<>(stores.environment(role));
        environment.put("LISTEN_PORT", String.valueOf(port));
        WorkloadProcess process = WorkloadProcess.start(directory, List.of(role), environment);
        process.awaitReady(port);
        return process;
    }

    @AfterAll
    static void stop() {
        client.close();
        writeApi.close();
        stores.close();
    }

    private static HttpResponse<byte[]> post(String body) throws Exception {
        return client.send(
                "POST",
                "/api/posts",
                body.getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token));
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    private static long stored(String post) throws Exception {
        long found = 0;
        for (MariaDbCluster shard : stores.shards()) {
            try (Connection connection = shard.primary().connect(SCHEMA);
                    ResultSet rows = connection
                            .createStatement()
                            .executeQuery("SELECT COUNT(*) FROM posts WHERE post_id = x'" + post + "'")) {
                rows.next();
                found += rows.getLong(1);
            }
        }
        return found;
    }

    @Test
    @DisplayName("A post is stored before it is acknowledged, until a worker lives; from then on the queue takes it")
    void aPostIsStoredBeforeItIsAcknowledgedUntilAWorkerLives() throws Exception {
        HttpResponse<byte[]> alone = post("{\"body\":\"before the workers\"}");
        assertThat(stored(json(alone).get("postId").asText()))
                .as("rows of a post that was acknowledged with %d while no worker lives", alone.statusCode())
                .isEqualTo(1);
        assertThat(alone.statusCode()).isEqualTo(201);

        try (WorkloadProcess worker = start("worker", FreePort.next())) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            int status = 201;
            while (status == 201 && System.nanoTime() < end) {
                Thread.sleep(100);
                status = post("{\"body\":\"with a worker\"}").statusCode();
            }
            assertThat(status)
                    .as("with a worker that lives: %s", worker.isAlive())
                    .isEqualTo(202);
        }
    }
}

package dev.scalingstages.workload.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.workload.servers.LocalStage;
import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.RedisCluster;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The service at stage 4 while something behind it fails, and a client goes on writing and reading what it wrote: what
 * was acknowledged is there afterwards, once. Prints a row for each fault.
 */
class FaultsTest {
    private static final int POSTS_BEFORE = 20;

    private static LocalStage local;
    private static URI writeApi;
    private static URI readApi;

    @BeforeAll
    static void start() throws Exception {
        local = LocalStage.start(4);
        // Past nginx, which lets one address ask fifty times a second.
        writeApi = URI.create("http://127.0.0.1:" + local.applications().get(0).port());
        readApi = URI.create("http://127.0.0.1:" + local.applications().get(1).port());
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private interface Fault {
        void happen() throws Exception;
    }

    @Test
    @DisplayName("Replicas lag: an author sees an own post at once all the same")
    void replicasLag() throws Exception {
        List<MariaDbServer> replicas = local.stores().shards().getFirst().replicas();
        run(
                "replicas lag",
                () -> {
                    for (MariaDbServer replica : replicas) {
                        replica.lag();
                    }
                },
                () -> {
                    for (MariaDbServer replica : replicas) {
                        replica.goOn();
                    }
                },
                true);
    }

    @Test
    @DisplayName("A replica dies: the other one answers")
    void aReplicaDies() throws Exception {
        MariaDbServer replica = local.stores().shards().getFirst().replicas().getFirst();
        run("a replica dies", replica::kill, replica::startAgain, true);
    }

    @Test
    @DisplayName("The primary is killed and starts again: writes fail meanwhile, and none is lost")
    void thePrimaryRestarts() throws Exception {
        MariaDbServer primary = local.stores().shards().getFirst().primary();
        run("the primary restarts", primary::kill, primary::startAgain, false);
    }

    @Test
    @DisplayName("The cache is flushed: it costs nothing but time")
    void theCacheIsFlushed() throws Exception {
        RedisCluster cache = local.stores().cache().orElseThrow();
        run("the cache is flushed", cache::flush, () -> {}, false);
    }

    @Test
    @DisplayName("The cache stops answering: what was written is there, also for who reads by it")
    void theCacheHangs() throws Exception {
        RedisCluster cache = local.stores().cache().orElseThrow();
        run("the cache hangs", cache::pause, cache::resume, false);
    }

    /** @param sees whether an author must see each own post at once, also while the fault lasts */
    private void run(String name, Fault fault, Fault repair, boolean sees) throws Exception {
        String email = "author-%d@example.com".formatted(System.nanoTime());
        try (ApiClient writer = new ApiClient(writeApi, local.authority());
                ApiClient reader = new ApiClient(readApi, local.authority())) {
            String account = writer.signUp(email, "Author");
            List<String> acknowledged = new ArrayList<>();
            int refused = write(writer, reader, account, acknowledged, POSTS_BEFORE, sees);
            assertThat(refused).as("refused before the fault").isZero();
            AtomicBoolean over = new AtomicBoolean();
            fault.happen();
            Thread repairer = Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(3_000);
                    repair.happen();
                    over.set(true);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            while (repairer.isAlive()) {
                refused += write(writer, reader, account, acknowledged, 1, sees);
            }
            assertThat(over).as("repaired").isTrue();
            Awaiting.until(() -> write(writer, reader, account, acknowledged, 1, false) == 0);
            List<String> seen = new ArrayList<>();
            Awaiting.until(() -> {
                seen.clear();
                seen.addAll(timeline(reader, account));
                return seen.containsAll(acknowledged);
            });
            long lost =
                    acknowledged.stream().filter(post -> !seen.contains(post)).count();
            long twice = seen.size() - seen.stream().distinct().count();
            System.out.printf(
                    "| %s | acknowledged %d | lost %d | twice %d | refused %d |%n",
                    name, acknowledged.size(), lost, twice, refused);
            assertThat(lost).isZero();
            assertThat(twice).isZero();
        }
    }

    /** Returns how many were refused. */
    private static int write(
            ApiClient writer, ApiClient reader, String account, List<String> acknowledged, int posts, boolean sees)
            throws Exception {
        int refused = 0;
        for (int post = 0; post < posts; post++) {
            ApiClient.Answer answer = writer.send("POST", "/api/posts", Map.of("body", "post"));
            if (answer.status() == 201) {
                String id = answer.json().get("postId").asText();
                acknowledged.add(id);
                if (sees) {
                    read(reader, "/api/posts/" + id, id);
                    assertThat(firstOf(reader, account, id)).isEqualTo(id);
                }
            } else {
                assertThat(answer.status()).isEqualTo(503);
                refused++;
            }
        }
        return refused;
    }

    private static String firstOf(ApiClient reader, String account, String written) throws Exception {
        return read(reader, "/api/accounts/%s/timeline?limit=1".formatted(account), written)
                .at("/entries/0/postId")
                .asText();
    }

    /** Reads as who has just written. */
    private static JsonNode read(ApiClient reader, String path, String written) throws Exception {
        return reader.send("GET", path, new byte[0], Map.of("Read-After", written))
                .expect(200)
                .json();
    }

    private static List<String> timeline(ApiClient reader, String account) throws Exception {
        List<String> posts = new ArrayList<>();
        String path = "/api/accounts/%s/timeline?limit=50".formatted(account);
        String page = path;
        while (true) {
            JsonNode answer = reader.send("GET", page).expect(200).json();
            answer.get("entries").forEach(entry -> posts.add(entry.get("postId").asText()));
            if (!answer.hasNonNull("next")) {
                return posts;
            }
            page = path + "&before=" + answer.get("next").asText();
        }
    }
}

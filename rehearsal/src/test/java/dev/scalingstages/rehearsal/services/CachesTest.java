package dev.scalingstages.rehearsal.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.workload.servers.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real Redis clusters, as clients of ElastiCache see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachesTest {
    private static final String DOMAIN = ".rehearsal.us-east-1.cache.amazonaws.com";
    private static final String WRITER = "writer";
    private static final String READER = "reader";
    private static final int REPLICAS = 2;

    private Path folder;

    private LoopbackNetwork network;
    private Authority authority;
    private Caches caches;
    private int port;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        Tools.require("redis-server", "redis-cli", "openssl");
        network = new LoopbackNetwork();
        authority = Authority.create(folder.resolve("authority"));
        port = FreePort.next();
        caches = new Caches(folder.resolve("caches"), network, authority, CachesTest::refusal, "us-east-1");
        caches.create(wanted("posts", 1, REPLICAS));
    }

    private static Optional<String> refusal(String cluster, String user, String token) {
        return token.equals(cluster + " " + user) ? Optional.empty() : Optional.of("the token is for another");
    }

    private Caches.Wanted wanted(String name, int shards, int replicas) {
        return new Caches.Wanted(
                name,
                List.of("subnet-a", "subnet-b"),
                List.of("sg-1"),
                port,
                shards,
                replicas,
                "allkeys-lru",
                Map.of(WRITER, "on ~* &* +@all", READER, "on ~* -@all +@read +@connection +cluster|slots"));
    }

    @AfterAll
    void stop() {
        caches.close();
    }

    /** A connection to a node by its name, not signed in. */
    private RedisClient connect(String name) throws Exception {
        String address = network.resolve(name).getFirst();
        return new RedisClient(TrustIn.connect(authority.certificate(), address, port, name));
    }

    private RedisClient signedIn(String cluster, int node) throws Exception {
        RedisClient client = connect(cluster + "-" + node + "." + cluster + DOMAIN);
        assertThat(client.ask("AUTH", WRITER, cluster + " " + WRITER)).isEqualTo("OK");
        return client;
    }

    @Test
    void clusterHasOneShardAndTwoReplicasUnderOneName() throws Exception {
        assertThat(network.resolve(caches.host("posts"))).hasSize(1 + REPLICAS);
        try (RedisClient client = connect(caches.host("posts"))) {
            assertThat(client.ask("AUTH", WRITER, "posts writer")).isEqualTo("OK");
            assertThat(client.ask("CLUSTER", "INFO"))
                    .contains(
                            "cluster_state:ok",
                            "cluster_slots_assigned:16384",
                            "cluster_known_nodes:3",
                            "cluster_size:1");
            assertThat(client.ask("CLUSTER", "SLOTS"))
                    .startsWith("[[0, 16383, ")
                    .contains("posts-1.posts" + DOMAIN + ", " + port)
                    .contains("posts-2.posts" + DOMAIN + ", " + port)
                    .contains("posts-3.posts" + DOMAIN + ", " + port);
            assertThat(client.ask("CONFIG", "GET", "maxmemory-policy")).contains("allkeys-lru");
        }
    }

    @Test
    void tokenLetsAUserInByAuthAndByHello() throws Exception {
        try (RedisClient client = connect("posts-1.posts" + DOMAIN)) {
            assertThat(client.ask("GET", "a")).startsWith("-NOAUTH");
            assertThat(client.ask("HELLO", "3", "AUTH", READER, "posts reader")).contains("proto, 3");
            assertThat(client.ask("GET", "a")).isIn("nil", "_", "");
            assertThat(client.ask("SET", "a", "1")).startsWith("-NOPERM");
            assertThat(client.ask("AUTH", WRITER, "posts writer")).isEqualTo("OK");
            assertThat(client.ask("SET", "a", "1")).isEqualTo("OK");
        }
    }

    @Test
    void otherTokensAndPasswordsAreRefused() throws Exception {
        for (String[] attempt : new String[][] {
            {"AUTH", WRITER, "posts reader"},
            {"AUTH", WRITER, CacheNode.PASSWORD},
            {"AUTH", "admin", CacheNode.PASSWORD},
            {"HELLO", "3", "AUTH", WRITER, "posts reader"},
            {"auth", "posts writer"},
        }) {
            try (RedisClient client = connect("posts-1.posts" + DOMAIN)) {
                assertThat(client.ask(attempt)).as(String.join(" ", attempt)).startsWith("-WRONGPASS");
            }
        }
    }

    @Test
    void nodesSendClientsToEachOtherByNameAndPort() throws Exception {
        caches.create(wanted("pair", 2, 0));
        try (RedisClient first = signedIn("pair", 1);
                RedisClient second = signedIn("pair", 2)) {
            // CLUSTER KEYSLOT a is 15495, in the upper half.
            assertThat(first.ask("SET", "a", "1")).isEqualTo("-MOVED 15495 pair-2.pair" + DOMAIN + ":" + port);
            assertThat(second.ask("SET", "a", "1")).isEqualTo("OK");
        }
        caches.delete("pair");
        assertThat(network.resolve(caches.host("pair"))).isEmpty();
        assertThat(network.resolve("pair-1.pair" + DOMAIN)).isEmpty();
        assertThat(network.attached()).hasSize(1 + REPLICAS);
        caches.create(wanted("pair", 2, 0));
        try (RedisClient second = signedIn("pair", 2)) {
            assertThat(second.ask("GET", "a"))
                    .as("in a new cluster of the same name")
                    .isEqualTo("nil");
        }
        caches.delete("pair");
    }

    @Test
    void lostPrimaryIsReplacedByAReplica() throws Exception {
        caches.create(wanted("lossy", 1, REPLICAS));
        try (RedisClient primary = signedIn("lossy", 1)) {
            assertThat(primary.ask("SET", "a", "1")).isEqualTo("OK");
            assertThat(primary.ask("WAIT", Integer.toString(REPLICAS), "5000")).isEqualTo("2");
            caches.loseNode("lossy", 1, 1000);
            assertThatThrownBy(() -> primary.ask("GET", "a")).isInstanceOf(IOException.class);
        }
        assertThat(value("lossy")).contains("1");
        try (RedisClient back = signedIn("lossy", 1)) {
            BalancerFixture.await("the lost node is a replica", () -> role(back).startsWith("[slave"));
        }
        caches.delete("lossy");
    }

    private Optional<String> value(String cluster) throws Exception {
        for (int node = 2; node <= 1 + REPLICAS; node++) {
            try (RedisClient client = signedIn(cluster, node)) {
                if (client.ask("SET", "b", "2").equals("OK")) {
                    return Optional.of(client.ask("GET", "a"));
                }
            }
        }
        return Optional.empty();
    }

    private static String role(RedisClient client) {
        try {
            return client.ask("ROLE");
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void nothingIsLeftOfOneThatDoesNotStart() {
        Caches.Wanted bad =
                new Caches.Wanted("bad", List.of("subnet-a"), List.of(), port, 1, 0, "no-such-policy", Map.of());
        assertThatThrownBy(() -> caches.create(bad))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("no-such-policy");
        assertThat(caches.exists("bad")).isFalse();
        assertThat(network.attached()).hasSize(1 + REPLICAS);
    }
}

package dev.scalingstages.workload;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.servers.DenyingFront;
import dev.scalingstages.workload.servers.FreePort;
import dev.scalingstages.workload.servers.LocalStores;
import dev.scalingstages.workload.servers.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * A server of stage 6 that lacks one permission is not ready: a deploy with it fails, instead of succeeding and
 * answering each request with 503.
 */
class ReadinessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How often a server asks in vain before it is believed that it goes on so. */
    private static final int ENOUGH = 10;

    private static LocalStores stores;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
        stores = LocalStores.start(6);
        client = HttpClient.newHttpClient();
        try (Running first = new Running("write-api", Map.of())) {
            first.awaitReady();
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        stores.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    /** A server in this process, and what its health says and logs. */
    private static final class Running implements AutoCloseable {
        private final Server server;
        private final URI health;
        private final Logger logger = (Logger) LoggerFactory.getLogger(Health.class);
        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

        Running(String role, Map<String, String> changes) throws IOException {
            int port = FreePort.next();
            Map<String, String> environment = new HashMap<>(stores.environment(role));
            environment.putAll(Map.of("LISTEN_PORT", String.valueOf(port), "DRAIN_SECONDS", "0"));
            environment.putAll(changes);
            health = URI.create("http://127.0.0.1:" + port + "/health");
            lines.start();
            // Tests log errors only.
            logger.setLevel(Level.INFO);
            logger.addAppender(lines);
            server = new Server(Configuration.read(List.of(role), environment));
        }

        int status() throws Exception {
            return ask().statusCode();
        }

        /** What it needs, each up or down. */
        JsonNode health() throws Exception {
            return new ObjectMapper().readTree(ask().body()).get("dependencies");
        }

        private HttpResponse<String> ask() throws Exception {
            return client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
        }

        void awaitReady() throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (status() != 200) {
                assertThat(System.nanoTime()).as("%s", said()).isLessThan(end);
                Thread.sleep(100);
            }
        }

        List<String> said() {
            return new ArrayList<>(lines.list)
                    .stream().map(ILoggingEvent::getFormattedMessage).toList();
        }

        @Override
        public void close() {
            server.close();
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @ParameterizedTest(name = "{0}, {1} denies {2}")
    @CsvSource({
        "write-api, DYNAMODB, GetItem, counters table",
        "write-api, DYNAMODB, BatchGetItem, counters table",
        "write-api, DYNAMODB, TransactWriteItems, counters table",
        "write-api, SQS, SendMessage, writes queue",
        "write-api, S3, HEAD, content bucket",
        "write-api, S3, POST?uploads, content bucket",
        "read-api, DYNAMODB, GetItem, shard map table",
        "read-api, DYNAMODB, BatchGetItem, counters table",
        "worker, DYNAMODB, TransactWriteItems, shard map table",
        "worker, SQS, ReceiveMessage, photos queue",
        "worker, S3, POST?uploads, content bucket"
    })
    void aServerThatMayNotDoWhatItNeedsIsNotReadyAndSaysWhy(String role, String service, String action, String store)
            throws Exception {
        String variable = "AWS_ENDPOINT_" + service;
        URI real = URI.create(stores.environment(role).get(variable));
        try (DenyingFront front = new DenyingFront(real, action);
                Running server =
                        new Running(role, Map.of(variable, front.endpoint().toString()))) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (front.asked() < ENOUGH
                    || !server.health().path(store).asText().equals("down")) {
                assertThat(server.status())
                        .as("health of a %s whose %s denies %s", role, store, action)
                        .isEqualTo(503);
                assertThat(System.nanoTime()).as("%s", server.health()).isLessThan(end);
                Thread.sleep(100);
            }
            assertThat(server.said())
                    .as("lines that tell it")
                    .filteredOn(line -> line.startsWith(store))
                    .singleElement()
                    .asString()
                    .contains(action.equals("HEAD") ? "403" : "not authorized to perform: " + action)
                    .doesNotContain("\n");

            front.allow();
            server.awaitReady();
            assertThat(front.asked()).isPositive();
        }
    }
}

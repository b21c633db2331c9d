package dev.scalingstages.workload.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.aws.AwsClients.Service;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.servers.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final String ALONE = "no-map";

    private static TestTables tables;

    private final TestClock clock = new TestClock();

    @BeforeAll
    static void start() throws Exception {
        tables = new TestTables();
        tables.make(ALONE, "bucket");
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    private Heartbeat heartbeat(AwsClients clients) {
        return new Heartbeat(clients, ALONE, clock);
    }

    @Test
    void aWorkerLivesUntilItHasBeenSilentForAMinute() {
        Heartbeat worker = heartbeat(tables.clients());
        Heartbeat writer = heartbeat(tables.clients());
        assertThat(writer.isFresh()).as("before there was a worker").isFalse();
        worker.beat();
        clock.advance(Duration.ofSeconds(2));
        assertThat(writer.isFresh()).isTrue();
        clock.advance(Duration.ofSeconds(57));
        assertThat(writer.isFresh()).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(writer.isFresh()).as("a minute after the last beat").isFalse();
        worker.beat();
        clock.advance(Duration.ofSeconds(2));
        assertThat(writer.isFresh()).isTrue();
    }

    @Test
    void theMapOfShardsIsTheSameBesideIt() {
        new Heartbeat(tables.clients(), TestTables.SHARD_MAP, clock).beat();
        DynamoShardMap map = new DynamoShardMap(tables.clients(), TestTables.SHARD_MAP, clock);
        assertThat(map.current()).hasSize(1024).containsOnly(1);
    }

    @Test
    void aTableThatDoesNotAnswerKnowsOfNoWorker() throws Exception {
        try (AwsClients nobody =
                TestClients.of(Map.of(Service.DYNAMODB, URI.create("http://127.0.0.1:" + FreePort.next())))) {
            Heartbeat writer = heartbeat(nobody);
            assertThatThrownBy(writer::isFresh).isInstanceOf(UnavailableException.class);
        }
    }
}

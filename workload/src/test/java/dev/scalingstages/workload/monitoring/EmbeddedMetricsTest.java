package dev.scalingstages.workload.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The limits are those of the embedded metric format's specification (Amazon CloudWatch User Guide): at most 100 metrics
 * and 30 dimensions, each named metric a number that is a member of the root, the time in milliseconds.
 */
class EmbeddedMetricsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final MockClock clock = new MockClock();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final EmbeddedMetrics metrics = new EmbeddedMetrics("live", "write-api", clock, lines::add);

    private List<JsonNode> published() {
        return published(Duration.ofMinutes(1));
    }

    private List<JsonNode> published(Duration after) {
        clock.add(after);
        lines.clear();
        metrics.publish();
        List<JsonNode> all = lines.stream().map(EmbeddedMetricsTest::parse).toList();
        all.forEach(EmbeddedMetricsTest::check);
        return all;
    }

    private static JsonNode parse(String line) {
        try {
            assertThat(line).doesNotContain("\n");
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(JsonNode line) {
        assertThat(line.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
        JsonNode directive = line.at("/_aws/CloudWatchMetrics/0");
        assertThat(directive.get("Namespace").asText()).isEqualTo("live");
        assertThat(directive.get("Metrics")).hasSizeBetween(1, 100);
        for (JsonNode metric : directive.get("Metrics")) {
            assertThat(line.get(metric.get("Name").asText()).isNumber()).isTrue();
            assertThat(metric.get("Unit").asText()).isIn("Count", "Milliseconds", "None");
        }
        for (JsonNode set : directive.get("Dimensions")) {
            assertThat(set).hasSizeBetween(1, 30);
            for (JsonNode dimension : set) {
                assertThat(line.get(dimension.asText()).isTextual()).isTrue();
            }
        }
    }

    @Test
    void aTimerBecomesItsCountSumMaximumAndPercentile() {
        Timer timer = Timer.builder("requests")
                .tag("route", "/api/posts")
                .tag("status", "2xx")
                .publishPercentiles(0.99)
                .register(metrics);
        clock.add(Duration.ofSeconds(45));
        timer.record(Duration.ofMillis(10));
        timer.record(Duration.ofMillis(30));
        JsonNode line = published(Duration.ofSeconds(15)).getFirst();
        assertThat(line.get("requests.count").asDouble()).isEqualTo(2);
        assertThat(line.get("requests.time").asDouble()).isEqualTo(40);
        assertThat(line.get("requests.max").asDouble()).isEqualTo(30);
        assertThat(line.get("requests.p99").asDouble()).isBetween(25.0, 35.0);
        assertThat(line.get("Role").asText()).isEqualTo("write-api");
        assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
                .isEqualTo("[[\"Role\"],[\"Role\",\"route\",\"status\"]]");
    }

    @Test
    void whatWasNotMeasuredIsNotWritten() {
        metrics.counter("cache.hits").increment();
        assertThat(published()).hasSize(1);
        assertThat(published()).isEmpty();
    }

    @Test
    void aGaugeThatIsNoNumberIsLeftOut() {
        metrics.gauge("pool.active", 3);
        metrics.gauge("pool.broken", Double.NaN);
        JsonNode line = published().getFirst();
        assertThat(line.get("pool.active").asDouble()).isEqualTo(3);
        assertThat(line.has("pool.broken")).isFalse();
    }

    @Test
    void noLineHasMoreThan100Metrics() {
        for (int i = 0; i < 250; i++) {
            metrics.counter("number-" + i).increment();
        }
        assertThat(published()).hasSize(3);
    }

    @Test
    void theLastMinuteIsWrittenWhenTheServerStops() {
        metrics.counter("posts").increment();
        metrics.close();
        assertThat(lines).hasSize(1);
    }
}

package dev.scalingstages.workload.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes all meters once a minute, each set of tags on separate lines, in the embedded metric format of CloudWatch:
 * JSON whose member {@code _aws} says which other members are metrics. Each metric has the dimension {@code Role}, and
 * another time those of its tags.
 *
 * <p>A timer {@code requests} becomes {@code requests.count}, {@code requests.time} (the sum), {@code requests.max} and
 * percentiles such as {@code requests.p99}, in milliseconds. A meter without measurements in a minute is not written:
 * CloudWatch bills each metric by the hours in which it has data.
 */
public final class EmbeddedMetrics extends StepMeterRegistry {
    /** The format's own limit for one line. */
    private static final int MOST_METRICS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String namespace;
    private final String role;
    private final Consumer<String> lines;

    private enum Unit {
        COUNT("Count"),
        MILLISECONDS("Milliseconds"),
        NONE("None");

        private final String text;

        Unit(String text) {
            this.text = text;
        }
    }

    private record Value(String name, Unit unit, double value) {}

    /**
     * Starts writing, once a minute.
     *
     * @param lines takes each line, without its end
     */
    public EmbeddedMetrics(String namespace, String role, Clock clock, Consumer<String> lines) {
        super(new EveryMinute(), clock);
        this.namespace = namespace;
        this.role = role;
        this.lines = lines;
        start(new NamedThreadFactory("metrics"));
    }

    private record EveryMinute() implements StepRegistryConfig {
        @Override
        public String prefix() {
            return "embedded";
        }

        /** No settings from outside: the defaults apply. */
        @Override
        public String get(String key) {
            return null;
        }

        @Override
        public Duration step() {
            return Duration.ofMinutes(1);
        }
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.MILLISECONDS;
    }

    @Override
    protected void publish() {
        Map<List<Tag>, List<Value>> groups = new TreeMap<>(EmbeddedMetrics::compare);
        for (Meter meter : getMeters()) {
            if (meter.getId().syntheticAssociation() != null) {
                // A percentile of a timer, which is written with it.
                continue;
            }
            List<Value> values = values(meter).stream()
                    .filter(value -> Double.isFinite(value.value()))
                    .toList();
            groups.computeIfAbsent(meter.getId().getTags(), tags -> new ArrayList<>())
                    .addAll(values);
        }
        groups.forEach(this::write);
    }

    private static int compare(List<Tag> left, List<Tag> right) {
        return left.toString().compareTo(right.toString());
    }

    private void write(List<Tag> tags, List<Value> values) {
        for (int from = 0; from < values.size(); from += MOST_METRICS) {
            lines.accept(line(tags, values.subList(from, Math.min(values.size(), from + MOST_METRICS))));
        }
    }

    private String line(List<Tag> tags, List<Value> values) {
        ObjectNode line = JSON.createObjectNode();
        ObjectNode metadata = line.putObject("_aws").put("Timestamp", clock.wallTime());
        ObjectNode directive =
                metadata.putArray("CloudWatchMetrics").addObject().put("Namespace", namespace);
        ArrayNode dimensions = directive.putArray("Dimensions");
        dimensions.addArray().add("Role");
        if (!tags.isEmpty()) {
            ArrayNode all = dimensions.addArray().add("Role");
            tags.forEach(tag -> all.add(tag.getKey()));
        }
        line.put("Role", role);
        tags.forEach(tag -> line.put(tag.getKey(), tag.getValue()));
        ArrayNode metrics = directive.putArray("Metrics");
        for (Value value : values) {
            metrics.addObject().put("Name", value.name()).put("Unit", value.unit().text);
            line.put(value.name(), value.value());
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("metrics cannot be written as JSON", e);
        }
    }

    private List<Value> values(Meter meter) {
        String name = meter.getId().getName();
        return switch (meter) {
            case Timer timer -> timer(name, timer);
            case Counter counter -> counted(name, counter.count());
            case FunctionCounter counter -> counted(name, counter.count());
            case Gauge gauge -> List.of(new Value(name, Unit.NONE, gauge.value()));
            default -> List.of();
        };
    }

    private static List<Value> counted(String name, double count) {
        return count == 0 ? List.of() : List.of(new Value(name, Unit.COUNT, count));
    }

    private List<Value> timer(String name, Timer timer) {
        var snapshot = timer.takeSnapshot();
        if (snapshot.count() == 0) {
            return List.of();
        }
        List<Value> values = new ArrayList<>();
        values.add(new Value(name + ".count", Unit.COUNT, snapshot.count()));
        values.add(new Value(name + ".time", Unit.MILLISECONDS, snapshot.total(TimeUnit.MILLISECONDS)));
        values.add(new Value(name + ".max", Unit.MILLISECONDS, snapshot.max(TimeUnit.MILLISECONDS)));
        for (ValueAtPercentile percentile : snapshot.percentileValues()) {
            long hundredths = Math.round(percentile.percentile() * 100);
            values.add(new Value(name + ".p" + hundredths, Unit.MILLISECONDS, percentile.value(TimeUnit.MILLISECONDS)));
        }
        return values;
    }
}

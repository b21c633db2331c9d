package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.DoubleStream;

/** CloudWatch's metrics: what servers put, and what AWS's own services would put, by a callback. */
public final class CloudWatch implements Service {
    /** A few hours of what a fleet puts. */
    private static final int MOST_SAMPLES = 100_000;

    private final Source source;
    private final Clock clock;
    private final ConcurrentLinkedDeque<Sample> samples = new ConcurrentLinkedDeque<>();

    /** A metric of a dimension each. */
    public record Metric(String namespace, String name, Map<String, String> dimensions) {}

    /** A value that was put. */
    public record Sample(Metric metric, double value, Instant at) {}

    /** Metrics of AWS's own, such as {@code ReplicaLag}. */
    public interface Source {
        /** The value now; empty if there is none. */
        OptionalDouble now(Metric metric);
    }

    public CloudWatch(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** What was put since a time, the oldest first. */
    public List<Sample> samples(Instant since) {
        return samples.stream().filter(sample -> !sample.at().isBefore(since)).toList();
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        return switch (action) {
            case "PutMetricData" -> put(request);
            case "GetMetricData" -> get(request);
            default -> throw new NotPlayedException(action);
        };
    }

    private JsonNode put(JsonNode request) throws ApiException {
        String namespace = request.path("Namespace").asText();
        if (namespace.isEmpty() || namespace.startsWith("AWS/")) {
            throw new ApiException("InvalidParameterValue", "The namespace " + namespace + " is not for you");
        }
        for (JsonNode datum : request.path("MetricData")) {
            Metric metric =
                    new Metric(namespace, datum.path("MetricName").asText(), dimensions(datum.path("Dimensions")));
            JsonNode value = datum.has("StatisticValues")
                    ? datum.at("/StatisticValues/Maximum")
                    : datum.has("Values") ? datum.path("Values").path(0) : datum.path("Value");
            samples.add(new Sample(metric, value.asDouble(), clock.instant()));
        }
        while (samples.size() > MOST_SAMPLES) {
            samples.poll();
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static Map<String, String> dimensions(JsonNode list) {
        Map<String, String> dimensions = new TreeMap<>();
        list.forEach(one ->
                dimensions.put(one.path("Name").asText(), one.path("Value").asText()));
        return dimensions;
    }

    private JsonNode get(JsonNode request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode results = answer.putArray("MetricDataResults");
        for (JsonNode query : request.path("MetricDataQueries")) {
            JsonNode stat = query.path("MetricStat");
            if (stat.isMissingNode()) {
                throw new NotPlayedException("GetMetricData with an expression");
            }
            JsonNode named = stat.path("Metric");
            Metric metric = new Metric(
                    named.path("Namespace").asText(),
                    named.path("MetricName").asText(),
                    dimensions(named.path("Dimensions")));
            ObjectNode result = results.addObject()
                    .put("Id", query.path("Id").asText())
                    .put("Label", metric.name())
                    .put("StatusCode", "Complete");
            ArrayNode times = result.putArray("Timestamps");
            ArrayNode values = result.putArray("Values");
            value(metric, time(request.path("StartTime")), stat.path("Stat").asText())
                    .ifPresent(value -> {
                        times.add(clock.instant().getEpochSecond());
                        values.add(value);
                    });
        }
        return answer;
    }

    /** One value for the whole time that is asked for. */
    private OptionalDouble value(Metric metric, Instant since, String statistic) {
        OptionalDouble own = source.now(metric);
        if (own.isPresent()) {
            return own;
        }
        double[] put = samples.stream()
                .filter(sample -> sample.metric().equals(metric) && !sample.at().isBefore(since))
                .mapToDouble(Sample::value)
                .toArray();
        if (put.length == 0) {
            return OptionalDouble.empty();
        }
        return switch (statistic) {
            case "Maximum" -> DoubleStream.of(put).max();
            case "Minimum" -> DoubleStream.of(put).min();
            case "Average" -> DoubleStream.of(put).average();
            case "Sum" -> OptionalDouble.of(DoubleStream.of(put).sum());
            default -> throw new NotPlayedException("GetMetricData of the statistic " + statistic);
        };
    }

    /** A time in seconds, or in the text of the query protocol. */
    private static Instant time(JsonNode json) {
        return json.isNumber()
                ? Instant.ofEpochMilli((long) (json.asDouble() * 1000))
                : Instant.parse(json.asText("1970-01-01T00:00:00Z"));
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(
                "*",
                action.equals("PutMetricData")
                        ? Map.of(
                                "cloudwatch:namespace",
                                request.path("Namespace").asText())
                        : Map.of());
    }
}

package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From where on an alarm goes off by each of its metrics, as CloudWatch computes it: the worst of several against one
 * threshold, or each in relation to a limit of its own. A metric that has no limit here does not make the alarm go off.
 */
public final class AlarmLimits {
    private static final Pattern ALIKE = Pattern.compile("(MAX|MIN)\\((METRICS\\(\\)|FILL\\(METRICS\\(\\), 0\\))\\)");
    private static final Pattern EACH = Pattern.compile("(MAX|MIN)\\(\\[([a-z0-9, ]+)]\\)");
    private static final Pattern RATIO = Pattern.compile("(m\\d+|FILL\\(m\\d+, 0\\)) / (\\d+(?:\\.\\d+)?)");

    /**
     * The limit of one metric.
     *
     * @param operator CloudWatch's, such as {@code LessThanThreshold}
     * @param value in the metric's unit
     * @param countsAsNone whether the metric counts as zero when it is missing
     */
    public record Limit(String operator, double value, boolean countsAsNone) {}

    private AlarmLimits() {}

    /** The metrics that make an alarm go off, each with {@code MetricName} and {@code Dimensions}. */
    public static Map<JsonNode, Limit> of(Resource alarm) {
        String operator = alarm.text("/ComparisonOperator");
        double threshold = alarm.at("/Threshold").asDouble();
        if (alarm.has("MetricName")) {
            return Map.of(alarm.properties(), new Limit(operator, threshold, false));
        }
        Map<String, JsonNode> metrics = new LinkedHashMap<>();
        Map<String, String> expressions = new HashMap<>();
        String watched = "";
        for (JsonNode query : alarm.at("/Metrics")) {
            String id = query.path("Id").asText();
            if (query.has("MetricStat")) {
                metrics.put(id, query.at("/MetricStat/Metric"));
            } else {
                expressions.put(id, query.path("Expression").asText());
            }
            if (query.path("ReturnData").asBoolean()) {
                watched = query.path("Expression").asText();
            }
        }
        String worst = operator.startsWith("LessThan") ? "MIN" : "MAX";
        Map<JsonNode, Limit> limits = new LinkedHashMap<>();
        Matcher alike = ALIKE.matcher(watched);
        if (alike.matches() && alike.group(1).equals(worst)) {
            boolean countsAsNone = alike.group(2).startsWith("FILL");
            metrics.values().forEach(metric -> limits.put(metric, new Limit(operator, threshold, countsAsNone)));
        }
        Matcher each = EACH.matcher(watched);
        if (each.matches() && each.group(1).equals(worst)) {
            for (String id : each.group(2).split(", ")) {
                Matcher ratio = RATIO.matcher(expressions.getOrDefault(id, ""));
                String metric = ratio.matches() ? ratio.group(1).replaceAll("FILL\\(|, 0\\)", "") : "";
                if (metrics.containsKey(metric)) {
                    limits.put(
                            metrics.get(metric),
                            new Limit(
                                    operator,
                                    Double.parseDouble(ratio.group(2)) * threshold,
                                    ratio.group(1).startsWith("FILL")));
                }
            }
        }
        return limits;
    }

    /** The limits of a metric of a resource, of all alarms. */
    public static List<Limit> of(CloudTemplate template, String metric, Resource resource) {
        return of(
                template,
                metric,
                dimensions -> CloudTemplate.references(dimensions).contains(resource.logicalId()));
    }

    /** The limits of a metric, of all alarms. */
    public static List<Limit> of(CloudTemplate template, String metric, Predicate<JsonNode> dimensions) {
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .flatMap(alarm -> of(alarm).entrySet().stream())
                .filter(limit -> limit.getKey().path("MetricName").asText().equals(metric)
                        && dimensions.test(limit.getKey().path("Dimensions")))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The limit of a metric of a resource, where one alarm has one. */
    public static Optional<Limit> only(CloudTemplate template, String metric, Resource resource) {
        List<Limit> limits = of(template, metric, resource);
        return limits.size() == 1 ? Optional.of(limits.get(0)) : Optional.empty();
    }
}

package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.List;

/** The metrics that alarms watch, whether an alarm has one alone or the worst of several. */
public final class AlarmMetrics {
    private AlarmMetrics() {}

    /** Each metric with its {@code Namespace}, {@code MetricName} and {@code Dimensions}. */
    public static List<JsonNode> of(Resource alarm) {
        if (alarm.has("MetricName")) {
            return List.of(alarm.properties());
        }
        List<JsonNode> metrics = new ArrayList<>();
        alarm.at("/Metrics").forEach(query -> {
            if (query.has("MetricStat")) {
                metrics.add(query.at("/MetricStat/Metric"));
            }
        });
        return metrics;
    }

    /** Whether an alarm watches a metric of a resource. */
    public static boolean watches(Resource alarm, String metric, Resource resource) {
        return of(alarm).stream()
                .anyMatch(each -> each.path("MetricName").asText().equals(metric)
                        && CloudTemplate.references(each.path("Dimensions")).contains(resource.logicalId()));
    }

    /** The alarms that watch a metric of a resource. */
    public static List<Resource> watching(CloudTemplate template, String metric, Resource resource) {
        return template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> watches(alarm, metric, resource))
                .toList();
    }
}

package dev.scalingstages.servers;

import dev.scalingstages.monitoring.Metric;
import java.util.List;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.MetricDimensionProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.MetricProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;
import software.amazon.awscdk.services.autoscaling.CfnScalingPolicy.TargetTrackingMetricStatProperty;

/**
 * The metric math of target tracking policies over several metrics. Source: EC2 Auto Scaling User Guide, Create a
 * target tracking scaling policy using metric math.
 */
final class TrackedMetrics {
    private TrackedMetrics() {}

    /** A metric that expressions refer to by its id. */
    static TargetTrackingMetricDataQueryProperty metric(String id, Metric metric) {
        return TargetTrackingMetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(TargetTrackingMetricStatProperty.builder()
                        .stat(metric.statistic())
                        .metric(MetricProperty.builder()
                                .namespace(metric.namespace())
                                .metricName(metric.name())
                                .dimensions(metric.dimensions().entrySet().stream()
                                        .map(entry -> MetricDimensionProperty.builder()
                                                .name(entry.getKey())
                                                .value(entry.getValue())
                                                .build())
                                        .toList())
                                .build())
                        .build())
                .build();
    }

    /** An expression that others refer to by its id. */
    static TargetTrackingMetricDataQueryProperty expression(String id, String expression) {
        return TargetTrackingMetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .expression(expression)
                .build();
    }

    /**
     * The largest of several ids, which is what the policy tracks.
     *
     * @param label the name in graphs
     */
    static TargetTrackingMetricDataQueryProperty largest(String label, List<String> ids) {
        return TargetTrackingMetricDataQueryProperty.builder()
                .id("largest")
                .label(label)
                .returnData(true)
                .expression("MAX([" + String.join(", ", ids) + "])")
                .build();
    }
}

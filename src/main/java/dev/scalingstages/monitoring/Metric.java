package dev.scalingstages.monitoring;

import java.util.Map;
import java.util.TreeMap;

/**
 * A CloudWatch metric as an alarm or a scaling policy reads it.
 *
 * @param namespace such as {@code AWS/RDS}
 * @param name such as {@code CPUUtilization}
 * @param statistic {@code Average}, {@code Sum}, {@code Minimum}, {@code Maximum} or a percentile such as {@code p95}
 * @param periodSeconds the length of one data point, in seconds
 * @param dimensions name to value
 */
public record Metric(
        String namespace, String name, String statistic, int periodSeconds, Map<String, String> dimensions) {
    private static final int MINUTE = 60;

    public Metric {
        dimensions = new TreeMap<>(dimensions);
    }

    /** The average over each minute. */
    public static Metric average(String namespace, String name, Map<String, String> dimensions) {
        return new Metric(namespace, name, "Average", MINUTE, dimensions);
    }

    /** The highest value in each minute. */
    public static Metric maximum(String namespace, String name, Map<String, String> dimensions) {
        return new Metric(namespace, name, "Maximum", MINUTE, dimensions);
    }

    /** The lowest value in each minute. */
    public static Metric minimum(String namespace, String name, Map<String, String> dimensions) {
        return new Metric(namespace, name, "Minimum", MINUTE, dimensions);
    }

    /** The sum over each minute. */
    public static Metric sum(String namespace, String name, Map<String, String> dimensions) {
        return new Metric(namespace, name, "Sum", MINUTE, dimensions);
    }

    /** A percentile over each minute, such as {@code p95}. */
    public static Metric percentile(String percentile, String namespace, String name, Map<String, String> dimensions) {
        return new Metric(namespace, name, percentile, MINUTE, dimensions);
    }

    /** The same metric with data points of another length, in seconds. */
    public Metric every(int seconds) {
        return new Metric(namespace, name, statistic, seconds, dimensions);
    }

    /** Bad above a threshold, in the metric's unit. */
    public Condition above(double threshold) {
        return new Condition(this, Condition.Side.ABOVE, threshold);
    }

    /** Bad from a threshold on, as a count is. */
    public Condition atLeast(double threshold) {
        return new Condition(this, Condition.Side.AT_LEAST, threshold);
    }

    /** Bad below a threshold, in the metric's unit. */
    public Condition below(double threshold) {
        return new Condition(this, Condition.Side.BELOW, threshold);
    }

    boolean isPercentile() {
        return statistic.startsWith("p");
    }
}

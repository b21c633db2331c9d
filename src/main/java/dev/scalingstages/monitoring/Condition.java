package dev.scalingstages.monitoring;

import java.util.Objects;

/**
 * When an alarm goes off, as a sentence that begins with a metric: {@code average(…).above(80).forMinutes(15)}. By
 * default it goes off at once, and missing data points are ignored, as with a server that is being replaced.
 */
public final class Condition {
    private static final int MINUTE = 60;

    private final Metric metric;
    private final Side side;
    private final double threshold;
    private final int periods;
    private final Missing missing;

    /** The side of the threshold that is bad. */
    enum Side {
        ABOVE("GreaterThanThreshold", "MAX"),
        AT_LEAST("GreaterThanOrEqualToThreshold", "MAX"),
        BELOW("LessThanThreshold", "MIN");

        private final String operator;
        private final String worst;

        Side(String operator, String worst) {
            this.operator = operator;
            this.worst = worst;
        }

        /** As CloudWatch compares. */
        String operator() {
            return operator;
        }

        /** The function that finds the worst of several. */
        String worst() {
            return worst;
        }
    }

    /** What a missing data point means. */
    enum Missing {
        FINE("notBreaching"),
        BAD("breaching"),
        UNKNOWN("missing");

        private final String treatment;

        Missing(String treatment) {
            this.treatment = treatment;
        }

        /** As CloudWatch calls it. */
        String treatment() {
            return treatment;
        }
    }

    Condition(Metric metric, Side side, double threshold) {
        this(metric, side, threshold, 1, Missing.UNKNOWN);
    }

    private Condition(Metric metric, Side side, double threshold, int periods, Missing missing) {
        this.metric = Objects.requireNonNull(metric, "metric");
        this.side = side;
        this.threshold = threshold;
        this.periods = periods;
        this.missing = missing;
    }

    /** Goes off when all data points of so many minutes are bad. */
    public Condition forMinutes(int minutes) {
        int seconds = minutes * MINUTE;
        if (seconds < metric.periodSeconds() || seconds % metric.periodSeconds() != 0) {
            throw new IllegalArgumentException(
                    minutes + " minutes are no whole number of data points of " + metric.periodSeconds() + " s");
        }
        return new Condition(metric, side, threshold, seconds / metric.periodSeconds(), missing);
    }

    /** Missing data means that nothing happened, as with an error count. */
    public Condition missingIsNotBreaching() {
        return new Condition(metric, side, threshold, periods, Missing.FINE);
    }

    /** Missing data means that something is broken, as with a heartbeat. */
    public Condition missingIsBreaching() {
        return new Condition(metric, side, threshold, periods, Missing.BAD);
    }

    Metric metric() {
        return metric;
    }

    Side side() {
        return side;
    }

    double threshold() {
        return threshold;
    }

    /** How many data points in a row must be bad. */
    int periods() {
        return periods;
    }

    Missing missing() {
        return missing;
    }

    /** Whether another condition differs only in metric and threshold, so that one alarm can watch both. */
    boolean isAlike(Condition other) {
        return side == other.side && periods == other.periods && missing == other.missing;
    }
}

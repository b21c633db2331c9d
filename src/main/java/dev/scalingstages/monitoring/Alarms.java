package dev.scalingstages.monitoring;

import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.Policies;
import dev.scalingstages.security.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.DimensionProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricDataQueryProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricStatProperty;
import software.amazon.awscdk.services.sns.CfnSubscription;
import software.amazon.awscdk.services.sns.CfnTopic;
import software.amazon.awscdk.services.sns.CfnTopicPolicy;
import software.constructs.Construct;

/**
 * The one topic that every alarm of the system notifies, and the way to make alarms. Who is told (an email address, an
 * incident tool's HTTPS endpoint) is set in one place.
 */
public final class Alarms extends Construct {
    private static final int METRICS_PER_ALARM = 9;

    private final String topicArn;

    /**
     * @param key encrypts notifications on the topic
     * @param email who gets them by email; nobody by default
     * @param incidentUrl the HTTPS endpoint that opens incidents; none by default
     */
    public record Props(OperationsKey key, Optional<String> email, Optional<String> incidentUrl) {}

    /** Which side of the threshold is bad. */
    public enum Bad {
        ABOVE("GreaterThanThreshold", "MAX"),
        /** The threshold itself is bad, as with a count. */
        FROM("GreaterThanOrEqualToThreshold", "MAX"),
        BELOW("LessThanThreshold", "MIN");

        private final String operator;

        /** The function that finds the worst of several. */
        private final String worst;

        Bad(String operator, String worst) {
            this.operator = operator;
            this.worst = worst;
        }
    }

    /** What a missing data point means. */
    public enum Missing {
        /** Nothing happened, as with an error count. */
        IS_FINE("notBreaching"),
        /** Something is broken, as with a heartbeat. */
        IS_BAD("breaching"),
        /** Nothing is known, as with a gauge of a server that is being replaced. */
        IS_UNKNOWN("missing");

        private final String treatment;

        Missing(String treatment) {
            this.treatment = treatment;
        }
    }

    public Alarms(Construct scope, String id, Props props) {
        super(scope, id);
        topicArn = CfnTopic.Builder.create(this, "Topic")
                .kmsMasterKeyId(props.key().arn())
                .build()
                .getRef();
        CfnTopicPolicy.Builder.create(this, "TopicPolicy")
                .topics(List.of(topicArn))
                .policyDocument(Policies.documentForTlsOnly(
                        "sns:Publish",
                        List.of(topicArn),
                        List.of(Statement.allowServiceForThisAccount(
                                "cloudwatch.amazonaws.com", List.of("sns:Publish"), List.of(topicArn)))))
                .build();
        props.email().ifPresent(address -> subscribe("Email", "email", address));
        props.incidentUrl().ifPresent(url -> subscribe("Incidents", "https", url));
    }

    /** The topic's ARN, for notifications that are no alarms and for the operator. */
    public String topicArn() {
        return topicArn;
    }

    /**
     * Makes an alarm that notifies the topic when it goes off and when it is over.
     *
     * @param scope the part that is watched
     * @param description what is wrong when it goes off, and what to do
     * @param threshold in the metric's unit
     * @param minutes how many data points in a row must be bad
     */
    public CfnAlarm raise(
            Construct scope,
            String id,
            String description,
            Metric metric,
            Bad bad,
            double threshold,
            int minutes,
            Missing missing) {
        CfnAlarm.Builder alarm = CfnAlarm.Builder.create(scope, id)
                .alarmDescription(description)
                .namespace(metric.namespace())
                .metricName(metric.name())
                .dimensions(dimensions(metric))
                .period(metric.periodSeconds())
                .comparisonOperator(bad.operator)
                .threshold(threshold)
                .evaluationPeriods(minutes)
                .treatMissingData(missing.treatment)
                .alarmActions(List.of(topicArn))
                .okActions(List.of(topicArn));
        return (metric.isPercentile()
                        ? alarm.extendedStatistic(metric.statistic())
                        : alarm.statistic(metric.statistic()))
                .build();
    }

    /**
     * Makes alarms on the worst of several alike components, such as the replicas of one database. CloudWatch takes ten
     * metrics and ten expressions an alarm, so there is one alarm for each {@value #METRICS_PER_ALARM} components.
     *
     * @param metrics the same metric of each component; where one that is missing is bad, it counts as none
     * @return the alarms
     * @see #raise
     */
    public List<CfnAlarm> raiseForWorst(
            Construct scope,
            String id,
            String description,
            List<Metric> metrics,
            Bad bad,
            double threshold,
            int minutes,
            Missing missing) {
        Map<Metric, Double> limits = new LinkedHashMap<>();
        metrics.forEach(metric -> limits.put(metric, threshold));
        return raiseForWorst(scope, id, description, limits, bad, minutes, missing);
    }

    /**
     * The same for components of which each has a limit of its own, such as databases of several sizes. Where the limits
     * differ, the alarm compares each metric with its limit: it shows how many times the limit a metric is, and goes off
     * when one is on the wrong side of 1, which is when the metric is on the wrong side of its limit.
     *
     * @param limits the metric of each component to its own threshold; above zero where they differ
     */
    public List<CfnAlarm> raiseForWorst(
            Construct scope,
            String id,
            String description,
            Map<Metric, ? extends Number> limits,
            Bad bad,
            int minutes,
            Missing missing) {
        Set<Double> distinct = limits.values().stream().map(Number::doubleValue).collect(Collectors.toSet());
        boolean alike = distinct.size() == 1;
        double threshold = alike ? distinct.iterator().next() : 1;
        List<Metric> metrics = List.copyOf(limits.keySet());
        List<CfnAlarm> raised = new ArrayList<>();
        for (int from = 0; from < metrics.size(); from += METRICS_PER_ALARM) {
            List<Metric> some = metrics.subList(from, Math.min(from + METRICS_PER_ALARM, metrics.size()));
            List<MetricDataQueryProperty> queries =
                    alike ? worst(some, bad, missing) : worstRatio(some, limits, bad, missing);
            String name = from == 0 ? id : id + (from / METRICS_PER_ALARM + 1);
            raised.add(raise(scope, name, description, queries, bad, threshold, minutes, missing));
        }
        return raised;
    }

    /** Makes an alarm on what several metrics come to. */
    private CfnAlarm raise(
            Construct scope,
            String id,
            String description,
            List<MetricDataQueryProperty> queries,
            Bad bad,
            double threshold,
            int minutes,
            Missing missing) {
        return CfnAlarm.Builder.create(scope, id)
                .alarmDescription(description)
                .metrics(queries)
                .comparisonOperator(bad.operator)
                .threshold(threshold)
                .evaluationPeriods(minutes)
                .treatMissingData(missing.treatment)
                .alarmActions(List.of(topicArn))
                .okActions(List.of(topicArn))
                .build();
    }

    private static List<MetricDataQueryProperty> worst(List<Metric> metrics, Bad bad, Missing missing) {
        List<MetricDataQueryProperty> queries = new ArrayList<>();
        for (Metric metric : metrics) {
            queries.add(query("m" + queries.size(), metric));
        }
        queries.add(expression("worst", bad.worst + "(" + orNone("METRICS()", bad, missing) + ")", true));
        return queries;
    }

    private static List<MetricDataQueryProperty> worstRatio(
            List<Metric> metrics, Map<Metric, ? extends Number> limits, Bad bad, Missing missing) {
        List<MetricDataQueryProperty> queries = new ArrayList<>();
        List<String> ratios = new ArrayList<>();
        for (Metric metric : metrics) {
            double limit = limits.get(metric).doubleValue();
            if (limit <= 0) {
                throw new IllegalArgumentException("no ratio to a limit of " + limit + " for " + metric);
            }
            String name = "m" + ratios.size();
            String ratio = "ratio" + ratios.size();
            queries.add(query(name, metric));
            queries.add(expression(ratio, orNone(name, bad, missing) + " / " + plain(limit), false));
            ratios.add(ratio);
        }
        queries.add(expression("worst", bad.worst + "([" + String.join(", ", ratios) + "])", true));
        return queries;
    }

    /** Of several, one that is missing would not be seen beside the others: it counts as none where less is worse. */
    private static String orNone(String points, Bad bad, Missing missing) {
        return bad == Bad.BELOW && missing == Missing.IS_BAD ? "FILL(" + points + ", 0)" : points;
    }

    /** A number without an exponent. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static MetricDataQueryProperty expression(String id, String expression, boolean isWatched) {
        return MetricDataQueryProperty.builder()
                .id(id)
                .returnData(isWatched)
                .expression(expression)
                .build();
    }

    private static MetricDataQueryProperty query(String id, Metric metric) {
        return MetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(MetricStatProperty.builder()
                        .stat(metric.statistic())
                        .period(metric.periodSeconds())
                        .metric(MetricProperty.builder()
                                .namespace(metric.namespace())
                                .metricName(metric.name())
                                .dimensions(dimensions(metric))
                                .build())
                        .build())
                .build();
    }

    private static List<DimensionProperty> dimensions(Metric metric) {
        return metric.dimensions().entrySet().stream()
                .map(entry -> DimensionProperty.builder()
                        .name(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
    }

    private void subscribe(String id, String protocol, String endpoint) {
        CfnSubscription.Builder.create(this, id)
                .topicArn(topicArn)
                .protocol(protocol)
                .endpoint(endpoint)
                .build();
    }
}

package dev.scalingstages.monitoring;

import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.Policies;
import dev.scalingstages.security.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
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
        ABOVE("GreaterThanThreshold"),
        BELOW("LessThanThreshold");

        private final String operator;

        Bad(String operator) {
            this.operator = operator;
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
     * metrics an alarm, so there is one alarm for each {@value #METRICS_PER_ALARM} components.
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
        List<CfnAlarm> raised = new ArrayList<>();
        for (int from = 0; from < metrics.size(); from += METRICS_PER_ALARM) {
            List<Metric> some = metrics.subList(from, Math.min(from + METRICS_PER_ALARM, metrics.size()));
            String name = from == 0 ? id : id + (from / METRICS_PER_ALARM + 1);
            raised.add(raise(scope, name, description, worst(some, bad, missing), bad, threshold, minutes, missing));
        }
        return raised;
    }

    /**
     * Makes an alarm that goes off when one of several falls below what it is to have. One that says nothing has none.
     *
     * @param least the metric of each, to the least number that is right; {@value #METRICS_PER_ALARM} at most
     * @param minutes as in {@link #raise}
     */
    public CfnAlarm raiseForShortage(
            Construct scope, String id, String description, Map<Metric, Integer> least, int minutes) {
        List<CfnAlarm.MetricDataQueryProperty> queries = new ArrayList<>();
        List<String> above = new ArrayList<>();
        least.forEach((metric, number) -> {
            int index = above.size();
            queries.add(query("m" + index, metric));
            above.add("above" + index);
            queries.add(CfnAlarm.MetricDataQueryProperty.builder()
                    .id("above" + index)
                    .returnData(false)
                    .expression("FILL(m" + index + ", 0) - " + number)
                    .build());
        });
        queries.add(CfnAlarm.MetricDataQueryProperty.builder()
                .id("worst")
                .returnData(true)
                .expression("MIN([" + String.join(", ", above) + "])")
                .build());
        return raise(scope, id, description, queries, Bad.BELOW, 0, minutes, Missing.IS_BAD);
    }

    /** Makes an alarm on what several metrics come to. */
    private CfnAlarm raise(
            Construct scope,
            String id,
            String description,
            List<CfnAlarm.MetricDataQueryProperty> queries,
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

    private static List<CfnAlarm.MetricDataQueryProperty> worst(List<Metric> metrics, Bad bad, Missing missing) {
        List<CfnAlarm.MetricDataQueryProperty> queries = new ArrayList<>();
        for (Metric metric : metrics) {
            queries.add(query("m" + queries.size(), metric));
        }
        // Of several, one that is missing would not be seen beside the others.
        String points = bad == Bad.BELOW && missing == Missing.IS_BAD ? "FILL(METRICS(), 0)" : "METRICS()";
        queries.add(CfnAlarm.MetricDataQueryProperty.builder()
                .id("worst")
                .returnData(true)
                .expression((bad == Bad.ABOVE ? "MAX" : "MIN") + "(" + points + ")")
                .build());
        return queries;
    }

    private static CfnAlarm.MetricDataQueryProperty query(String id, Metric metric) {
        return CfnAlarm.MetricDataQueryProperty.builder()
                .id(id)
                .returnData(false)
                .metricStat(CfnAlarm.MetricStatProperty.builder()
                        .stat(metric.statistic())
                        .period(metric.periodSeconds())
                        .metric(CfnAlarm.MetricProperty.builder()
                                .namespace(metric.namespace())
                                .metricName(metric.name())
                                .dimensions(dimensions(metric))
                                .build())
                        .build())
                .build();
    }

    private static List<CfnAlarm.DimensionProperty> dimensions(Metric metric) {
        return metric.dimensions().entrySet().stream()
                .map(entry -> CfnAlarm.DimensionProperty.builder()
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

package dev.scalingstages.monitoring;

import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.Policies;
import dev.scalingstages.security.Statement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * The one topic that every alarm of the system notifies, and the methods that define alarms. The subscribers (an email
 * address, an incident tool's HTTPS endpoint) are set in one place.
 */
public final class Alarms extends Construct {
    private static final int METRICS_PER_ALARM = 9;

    private final String topicArn;

    /**
     * @param key encrypts notifications on the topic
     * @param email the address that gets them by email; empty by default
     * @param incidentUrl the HTTPS endpoint that opens incidents; empty by default
     */
    public record Props(OperationsKey key, Optional<String> email, Optional<String> incidentUrl) {}

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

    /** The topic's ARN, for notifications other than alarms, and for the operator. */
    public String topicArn() {
        return topicArn;
    }

    /**
     * Defines an alarm that notifies the topic when it goes off and when it is over.
     *
     * @param scope the part that the alarm watches
     * @param advice what is wrong when it goes off, and what to do
     */
    public CfnAlarm define(Construct scope, String id, Condition condition, String advice) {
        Metric metric = condition.metric();
        CfnAlarm.Builder alarm = alarm(scope, id, condition, condition.threshold(), advice)
                .namespace(metric.namespace())
                .metricName(metric.name())
                .dimensions(dimensions(metric))
                .period(metric.periodSeconds());
        return (metric.isPercentile()
                        ? alarm.extendedStatistic(metric.statistic())
                        : alarm.statistic(metric.statistic()))
                .build();
    }

    /**
     * Defines alarms on the worst of several similar components, such as the replicas of one database. CloudWatch
     * allows ten metrics and ten expressions an alarm, so there is one alarm for each {@value #METRICS_PER_ALARM}
     * components. Where the thresholds differ, as with databases of several sizes, the alarm divides each metric by its
     * threshold and goes off when a ratio is on the wrong side of 1, which is when the metric is on the wrong side of
     * its threshold.
     *
     * @param conditions one for each component, the same but for metric and threshold; thresholds that differ are above
     *     zero. If missing data is bad, a missing metric counts as zero
     */
    public List<CfnAlarm> defineForWorst(Construct scope, String id, List<Condition> conditions, String advice) {
        List<CfnAlarm> alarms = new ArrayList<>();
        boolean oneThreshold =
                conditions.stream().map(Condition::threshold).distinct().count() == 1;
        for (int from = 0; from < conditions.size(); from += METRICS_PER_ALARM) {
            List<Condition> some = conditions.subList(from, Math.min(from + METRICS_PER_ALARM, conditions.size()));
            Condition first = conditions.get(0);
            if (!some.stream().allMatch(first::isAlike)) {
                throw new IllegalArgumentException("the conditions of " + id + " are not alike");
            }
            String name = from == 0 ? id : id + (from / METRICS_PER_ALARM + 1);
            alarms.add(alarm(scope, name, first, oneThreshold ? first.threshold() : 1, advice)
                    .metrics(oneThreshold ? worst(some) : worstRatio(some))
                    .build());
        }
        return alarms;
    }

    private CfnAlarm.Builder alarm(Construct scope, String id, Condition condition, double threshold, String advice) {
        return CfnAlarm.Builder.create(scope, id)
                .alarmDescription(advice)
                .comparisonOperator(condition.side().operator())
                .threshold(threshold)
                .evaluationPeriods(condition.periods())
                .treatMissingData(condition.missing().treatment())
                .alarmActions(List.of(topicArn))
                .okActions(List.of(topicArn));
    }

    private static List<MetricDataQueryProperty> worst(List<Condition> conditions) {
        List<MetricDataQueryProperty> queries = new ArrayList<>();
        for (Condition condition : conditions) {
            queries.add(query("m" + queries.size(), condition.metric()));
        }
        Condition first = conditions.get(0);
        queries.add(expression("worst", first.side().worst() + "(" + orNone("METRICS()", first) + ")", true));
        return queries;
    }

    private static List<MetricDataQueryProperty> worstRatio(List<Condition> conditions) {
        List<MetricDataQueryProperty> queries = new ArrayList<>();
        List<String> ratios = new ArrayList<>();
        for (Condition condition : conditions) {
            double limit = condition.threshold();
            if (limit <= 0) {
                throw new IllegalArgumentException("no ratio to a limit of " + limit + " for " + condition.metric());
            }
            String name = "m" + ratios.size();
            String ratio = "ratio" + ratios.size();
            queries.add(query(name, condition.metric()));
            queries.add(expression(ratio, orNone(name, condition) + " / " + plain(limit), false));
            ratios.add(ratio);
        }
        String worst = conditions.get(0).side().worst();
        queries.add(expression("worst", worst + "([" + String.join(", ", ratios) + "])", true));
        return queries;
    }

    /** A missing metric would go unnoticed among several, so it counts as zero where lower is worse. */
    private static String orNone(String points, Condition condition) {
        return condition.side() == Condition.Side.BELOW && condition.missing() == Condition.Missing.BAD
                ? "FILL(" + points + ", 0)"
                : points;
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

package dev.scalingstages.operations;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.security.Arns;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.logs.CfnLogAnomalyDetector;
import software.amazon.awscdk.services.logs.CfnMetricFilter;
import software.amazon.awscdk.services.logs.CfnMetricFilter.MetricTransformationProperty;
import software.amazon.awscdk.services.logs.CfnQueryDefinition;
import software.constructs.Construct;

/**
 * Watches the logs: error lines become a metric with an alarm, CloudWatch's anomaly detection finds unusual lines, and
 * the questions asked in every incident are saved as queries.
 */
public final class ErrorReporting extends Construct {
    /** The prefix of the error metrics' names; the fleet's name follows. */
    private static final String ERRORS = "errors-";

    /** More error lines in a minute than this wake someone; single ones are read in the morning. */
    private static final int ERROR_LINES = 20;

    /**
     * @param logGroups log group names by fleet name
     */
    public ErrorReporting(Construct scope, String id, Map<String, String> logGroups, Alarms alarms) {
        super(scope, id);
        logGroups.forEach(this::report);
        alarms.defineForWorst(
                this,
                "ErrorLinesAlarm",
                logGroups.keySet().stream()
                        .map(fleet -> Metric.sum(Aws.STACK_NAME, ERRORS + fleet, Map.of())
                                .above(ERROR_LINES)
                                .forMinutes(3)
                                .missingIsNotBreaching())
                        .toList(),
                "Servers of a fleet write many error lines: run the saved query 'errors by message'.");
        List<String> names = List.copyOf(logGroups.values());
        save(
                "SlowestRequests",
                "slowest requests",
                "fields @timestamp, path, status, request_time, request_id\n"
                        + "| filter ispresent(request_time)\n| sort request_time desc\n| limit 50",
                names);
        save(
                "Errors",
                "errors by message",
                "fields @timestamp, @message\n"
                        + "| filter @message like /\\[(error|crit|alert|emerg)\\]|\"level\":\"(ERROR|error)\"/\n"
                        + "| stats count(*) as lines by bin(5m), @logStream\n| sort lines desc",
                names);
        save(
                "StatusByPath",
                "status codes by path",
                "filter ispresent(status)\n| stats count(*) as requests, pct(request_time, 95) as p95 by path, status\n"
                        + "| sort requests desc",
                names);
        save(
                "OneRequest",
                "one request on its way",
                "fields @timestamp, @logStream, @message\n| filter request_id = 'put the id here'\n"
                        + "| sort @timestamp asc",
                names);
    }

    private void report(String fleet, String logGroup) {
        Construct part = new Construct(this, fleet);
        String metric = ERRORS + fleet;
        CfnMetricFilter.Builder.create(part, "ErrorLines")
                .logGroupName(logGroup)
                .filterPattern("?\"[error]\" ?\"[crit]\" ?\"[alert]\" ?\"[emerg]\""
                        + " ?\"\\\"level\\\":\\\"ERROR\\\"\" ?\"\\\"level\\\":\\\"error\\\"\"")
                .metricTransformations(List.of(MetricTransformationProperty.builder()
                        .metricNamespace(Aws.STACK_NAME)
                        .metricName(metric)
                        .metricValue("1")
                        .defaultValue(0)
                        .build()))
                .build();
        CfnLogAnomalyDetector.Builder.create(part, "UnusualLines")
                .logGroupArnList(List.of(Arns.ofLogGroup(logGroup)))
                .detectorName(Aws.STACK_NAME + "-" + fleet)
                .evaluationFrequency("FIFTEEN_MIN")
                .anomalyVisibilityTime(21)
                .build();
    }

    private void save(String id, String name, String query, List<String> logGroups) {
        CfnQueryDefinition.Builder.create(this, id)
                .name(Aws.STACK_NAME + "/" + name)
                .queryString(query)
                .logGroupNames(logGroups)
                .build();
    }
}

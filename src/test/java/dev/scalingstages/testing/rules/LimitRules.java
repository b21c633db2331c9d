package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.AlarmLimits;
import dev.scalingstages.testing.AlarmLimits.Limit;
import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * X7 and X11: an alarm that several parts share goes off by each of them, at the limit that follows from the part itself,
 * and a part that says nothing is seen where that is bad.
 */
public final class LimitRules {
    private static final String ABOVE = "GreaterThanThreshold";
    private static final String FROM = "GreaterThanOrEqualToThreshold";
    private static final String BELOW = "LessThanThreshold";
    private static final double GIB = 1024d * 1024 * 1024;

    /** CloudWatch takes so many metrics an alarm, and so many expressions. */
    private static final int MOST = 10;

    private final CloudTemplate template;
    private final Violations violations = new Violations();

    private LimitRules(CloudTemplate template) {
        this.template = template;
    }

    /** What a shared alarm does not see, or sees too early or too late. */
    public static List<String> violations(CloudTemplate template) {
        LimitRules rules = new LimitRules(template);
        template.resources("AWS::CloudWatch::Alarm").forEach(rules::checkAlarm);
        template.resources("AWS::RDS::DBInstance").forEach(rules::checkDatabase);
        template.resources("AWS::AutoScaling::AutoScalingGroup").forEach(rules::checkFleet);
        template.resources("AWS::ElastiCache::ReplicationGroup").forEach(rules::checkCache);
        template.resources("AWS::Lambda::Function").forEach(rules::checkFunction);
        template.resources("AWS::SecretsManager::RotationSchedule").forEach(rules::checkRotation);
        return rules.violations;
    }

    private void checkAlarm(Resource alarm) {
        Set<JsonNode> deciding = AlarmLimits.of(alarm).keySet();
        List<JsonNode> metrics = AlarmMetrics.of(alarm);
        metrics.forEach(metric -> violations.unless(
                deciding.contains(metric),
                alarm + " does not go off by " + metric.path("MetricName").asText() + " of "
                        + TemplateText.of(metric.path("Dimensions"))));
        violations.unless(
                metrics.size() <= MOST && alarm.at("/Metrics").size() - metrics.size() <= MOST,
                alarm + " has more than CloudWatch takes");
        boolean isBad = alarm.is("/TreatMissingData", "breaching");
        AlarmLimits.of(alarm)
                .forEach((metric, limit) -> violations.unless(
                        metrics.size() == 1 || !isBad || !limit.operator().equals(BELOW) || limit.countsAsNone(),
                        alarm + " does not see that one of several says nothing"));
    }

    private void checkDatabase(Resource database) {
        double storage = database.at("/AllocatedStorage").asDouble() * GIB;
        double connections = template.target(database.at("/DBParameterGroupName"))
                .at("/Parameters/max_connections")
                .asDouble();
        mustHave(database, "FreeStorageSpace", BELOW, 0.15 * storage);
        mustHave(database, "DatabaseConnections", ABOVE, 0.8 * connections);
        mustHave(database, "CPUUtilization", ABOVE, 80);
        mustHave(database, "DiskQueueDepth", ABOVE, 64);
    }

    private void checkFleet(Resource group) {
        mustHave(group, "GroupInServiceInstances", BELOW, group.at("/MinSize").asDouble());
    }

    private void checkCache(Resource cluster) {
        String name = TemplateText.of(cluster.at("/ReplicationGroupId"));
        IntStream.rangeClosed(1, cluster.number("/NumNodeGroups")).forEach(shard -> {
            Predicate<JsonNode> node = dimensions ->
                    TemplateText.of(dimensions.path(0).path("Value")).equals(name + "-%04d-001".formatted(shard));
            String what = "shard " + shard + " of the cache";
            mustHave(what, "EngineCPUUtilization", AlarmLimits.of(template, "EngineCPUUtilization", node), ABOVE, 80);
            mustHave(
                    what,
                    "DatabaseMemoryUsagePercentage",
                    AlarmLimits.of(template, "DatabaseMemoryUsagePercentage", node),
                    ABOVE,
                    85);
        });
    }

    /** A function that runs by a schedule may fail now and then, and not each time; another one never. */
    private void checkFunction(Resource function) {
        boolean eachMinute = template.resources("AWS::Events::Rule").stream()
                .filter(rule -> rule.refersTo("/Targets", function))
                .anyMatch(rule -> rule.is("/ScheduleExpression", "rate(1 minute)"));
        mustHave(function, "Errors", FROM, eachMinute ? 3 : 1);
        Predicate<JsonNode> own =
                dimensions -> CloudTemplate.references(dimensions).contains(function.logicalId());
        checkAdvice(
                function,
                own,
                "${" + template.target(function.at("/LoggingConfig/LogGroup")).logicalId() + "}");
    }

    private void checkRotation(Resource rotation) {
        String name = TemplateText.of(rotation.at("/HostedRotationLambda/RotationLambdaName"));
        Predicate<JsonNode> own =
                dimensions -> TemplateText.of(dimensions.path(0).path("Value")).equals(name);
        mustHave(rotation.logicalId(), "Errors", AlarmLimits.of(template, "Errors", own), FROM, 1);
        checkAdvice(rotation, own, "/aws/lambda/");
    }

    /** Whoever hears that a function fails is told where its log is, and hears of what happens within five minutes. */
    private void checkAdvice(Resource function, Predicate<JsonNode> dimensions, String log) {
        template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> AlarmLimits.of(alarm).keySet().stream()
                        .anyMatch(metric -> metric.path("MetricName").asText().equals("Errors")
                                && dimensions.test(metric.path("Dimensions"))))
                .forEach(alarm -> violations
                        .unless(
                                TemplateText.of(alarm.at("/AlarmDescription")).contains(log),
                                "nobody is told where the log of " + function + " is")
                        .unless(
                                StreamSupport.stream(alarm.at("/Metrics").spliterator(), false)
                                        .filter(query -> query.has("MetricStat"))
                                        .allMatch(query ->
                                                query.at("/MetricStat/Period").asInt() == 300),
                                "failures of " + function + " are not counted over five minutes"));
    }

    private void mustHave(Resource resource, String metric, String operator, double value) {
        mustHave(resource.logicalId(), metric, AlarmLimits.of(template, metric, resource), operator, value);
    }

    private void mustHave(String what, String metric, List<Limit> limits, String operator, double value) {
        violations.unless(
                limits.size() == 1
                        && limits.get(0).operator().equals(operator)
                        && Math.abs(limits.get(0).value() - value) < 0.5,
                "%s of %s is to have the limit %.0f, %s, and has %s".formatted(metric, what, value, operator, limits));
    }
}

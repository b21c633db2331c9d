package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * X7, logs: retention is set on every log group, also on those that a service would otherwise make by itself, without
 * retention and key, when it writes its first line.
 */
public final class LogRules {
    private static final String GROUP = "AWS::Logs::LogGroup";
    private static final int AT_LEAST_DAYS = 30;

    private final CloudTemplate template;
    private final Set<String> names;
    private final Violations violations = new Violations();

    private LogRules(CloudTemplate template) {
        this.template = template;
        names = template.resources(GROUP).stream()
                .map(group -> TemplateText.of(group.at("/LogGroupName")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Which logs are kept for ever, or for too short a time to look back. */
    public static List<String> violations(CloudTemplate template) {
        LogRules check = new LogRules(template);
        for (Resource group : template.resources(GROUP)) {
            if (group.at("/RetentionInDays").asInt(0) < AT_LEAST_DAYS) {
                check.violations.add(group + " has no retention, or less than " + AT_LEAST_DAYS + " days");
            }
        }
        template.resources().forEach(check::checkWriter);
        return check.violations;
    }

    private void checkWriter(Resource resource) {
        switch (resource.type()) {
            case "AWS::Lambda::Function" -> expectGroup(resource, resource.at("/LoggingConfig/LogGroup"));
            case "AWS::EC2::FlowLog" -> expectGroup(resource, resource.at("/LogGroupName"));
            case "AWS::CloudTrail::Trail" -> expectGroup(resource, resource.at("/CloudWatchLogsLogGroupArn"));
            case "AWS::ElastiCache::ReplicationGroup" ->
                resource.at("/LogDeliveryConfigurations")
                        .forEach(each ->
                                expectGroup(resource, each.at("/DestinationDetails/CloudWatchLogsDetails/LogGroup")));
            case "AWS::WAFv2::LoggingConfiguration" -> expectGroup(resource, resource.at("/LogDestinationConfigs"));
            case "AWS::RDS::DBInstance" ->
                expectNames(
                        resource,
                        "/aws/rds/instance/" + TemplateText.of(resource.at("/DBInstanceIdentifier")) + "/",
                        resource.at("/EnableCloudwatchLogsExports"));
            case "AWS::RedshiftServerless::Namespace" ->
                expectNames(
                        resource,
                        "/aws/redshift/" + TemplateText.of(resource.at("/NamespaceName")) + "/",
                        resource.at("/LogExports"));
            case "AWS::SecretsManager::RotationSchedule" ->
                expectName(
                        resource,
                        "/aws/lambda/" + TemplateText.of(resource.at("/HostedRotationLambda/RotationLambdaName")));
            default -> {
                // Servers write to the group that their environment names, which a group of the template is.
            }
        }
    }

    private void expectGroup(Resource writer, JsonNode reference) {
        Optional<String> group = CloudTemplate.references(reference).stream()
                .filter(id -> template.is(id, GROUP))
                .findFirst();
        violations.when(group.isEmpty(), writer + " writes to no log group of this template");
    }

    private void expectNames(Resource writer, String prefix, JsonNode logs) {
        logs.forEach(log -> expectName(writer, prefix + log.asText()));
    }

    private void expectName(Resource writer, String name) {
        violations.unless(names.contains(name), writer + " would make the log group " + name + " by itself");
    }
}

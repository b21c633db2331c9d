package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** X7, alarms: each component and each thing that can fail is watched, and one topic hears of it. */
public final class AlarmRules {
    /** What can fail by itself, and by which property metrics name it besides its reference. */
    private static final Map<String, String> WATCHED = Map.ofEntries(
            Map.entry("AWS::AutoScaling::AutoScalingGroup", "/AutoScalingGroupName"),
            Map.entry("AWS::CloudFront::Distribution", "/Id"),
            Map.entry("AWS::DynamoDB::Table", "/TableName"),
            Map.entry("AWS::EC2::Instance", "/InstanceId"),
            Map.entry("AWS::ElastiCache::ReplicationGroup", "/ReplicationGroupId"),
            Map.entry("AWS::ElasticLoadBalancingV2::LoadBalancer", "/Name"),
            Map.entry("AWS::ElasticLoadBalancingV2::TargetGroup", "/Name"),
            Map.entry("AWS::Lambda::Function", "/FunctionName"),
            Map.entry("AWS::RDS::DBInstance", "/DBInstanceIdentifier"),
            Map.entry("AWS::RedshiftServerless::Workgroup", "/WorkgroupName"),
            Map.entry("AWS::SQS::Queue", "/QueueName"),
            Map.entry("AWS::SecretsManager::RotationSchedule", "/HostedRotationLambda/RotationLambdaName"),
            Map.entry("AWS::Synthetics::Canary", "/Name"));

    /** Components that have no part which can fail: network, keys, log bucket, and what databases share. */
    private static final Set<String> PASSIVE = Set.of("foundation", "access-logs", "database-tier");

    private final CloudTemplate template;
    private final List<Resource> alarms;
    private final Violations violations = new Violations();

    private AlarmRules(CloudTemplate template) {
        this.template = template;
        alarms = new ArrayList<>(template.resources("AWS::CloudWatch::Alarm"));
    }

    /** Who fails unheard. */
    public static List<String> violations(CloudTemplate template) {
        AlarmRules check = new AlarmRules(template);
        check.checkComponents();
        check.checkResources();
        check.checkTopic();
        return check.violations;
    }

    private void checkComponents() {
        Set<String> silent = new TreeSet<>();
        template.resources().forEach(resource -> component(resource).ifPresent(silent::add));
        for (Resource alarm : alarms) {
            alarm.tag("component").ifPresent(silent::remove);
            // One alarm may watch alike parts of several components, each by a metric of its own.
            CloudTemplate.references(alarm.at("/Metrics")).stream()
                    .filter(id -> template.has(id))
                    .forEach(id -> component(template.resource(id)).ifPresent(silent::remove));
        }
        silent.removeAll(PASSIVE);
        silent.forEach(component -> violations.add("the component " + component + " has no alarm"));
    }

    private void checkResources() {
        Set<String> watched = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Resource alarm : alarms) {
            for (JsonNode value : alarm.properties().findValues("Dimensions")) {
                value.forEach(dimension -> {
                    watched.addAll(CloudTemplate.references(dimension));
                    names.add(TemplateText.of(dimension.path("Value")));
                });
            }
        }
        for (Resource resource : template.resources()) {
            String property = WATCHED.get(resource.type());
            if (property == null || watched.contains(resource.logicalId())) {
                continue;
            }
            String name = TemplateText.of(resource.at(property));
            // Metrics name the nodes of a cache by its name and a number.
            violations.when(
                    name.isEmpty()
                            || names.stream().noneMatch(each -> each.equals(name) || each.startsWith(name + "-00")),
                    "no alarm watches " + resource + " (" + resource.type() + ")");
        }
    }

    private void checkTopic() {
        Resource topic = template.resources("AWS::SNS::Topic").get(0);
        List<Resource> all = new ArrayList<>(alarms);
        all.addAll(template.resources("AWS::CloudWatch::CompositeAlarm"));
        for (Resource alarm : all) {
            List<String> others = new ArrayList<>(CloudTemplate.references(alarm.at("/AlarmActions")));
            boolean heard = others.remove(topic.logicalId());
            violations.when(
                    !areScalingPolicies(others) || !heard && others.isEmpty(), alarm + " does not notify the topic");
        }
        boolean published = RolePermissions.about(template, "AWS::SNS::TopicPolicy", "/Topics", topic).stream()
                .anyMatch(each -> each.allows()
                        && each.services().contains("cloudwatch.amazonaws.com")
                        && each.actions().contains("sns:Publish"));
        violations.unless(
                published, "the topic's policy replaces SNS's own and does not let CloudWatch publish alarms");
        Resource key = template.target(topic.at("/KmsMasterKeyId"));
        boolean decrypts = RolePermissions.inDocument(key.at("/KeyPolicy")).stream()
                .anyMatch(each -> each.services().contains("cloudwatch.amazonaws.com")
                        && each.actions().containsAll(Set.of("kms:Decrypt", "kms:GenerateDataKey*")));
        violations.unless(decrypts, "the topic's key does not let CloudWatch encrypt alarms");
    }

    /** What an alarm may do besides telling people, or instead of it: make a fleet grow or shrink. */
    private boolean areScalingPolicies(List<String> actions) {
        return actions.stream().allMatch(id -> template.resource(id).type().equals("AWS::AutoScaling::ScalingPolicy"));
    }

    private static Optional<String> component(Resource resource) {
        return resource.tag("component").or(() -> TagRules.tag(resource.at("/BackupPlanTags"), "component"));
    }
}

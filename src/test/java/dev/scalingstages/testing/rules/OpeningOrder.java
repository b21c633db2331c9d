package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.AlarmMetrics;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The door of the system opens in the right order (X10): public addresses wait for the way to the internet, the domain for
 * servers that serve, and what watches for what it watches.
 */
public final class OpeningOrder {
    private static final String LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";
    private static final String CANARY = "AWS::Synthetics::Canary";

    private OpeningOrder() {}

    /** What opens too early. */
    public static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        doors(template).forEach(door -> {
            way(template).forEach(each -> mustWait(template, door, each, violations));
            violations.when(way(template).isEmpty(), "there is no way to the internet for " + door);
        });
        for (Resource record : records(template)) {
            answering(template, record).forEach(each -> mustWait(template, record, each, violations));
        }
        for (Resource canary : template.resources(CANARY)) {
            List<Resource> records = template.resources("AWS::Route53::RecordSet").stream()
                    .filter(record -> isOf(template, record, LOAD_BALANCER))
                    .toList();
            Stream.of(records, listeners(template), template.resources(GROUP))
                    .flatMap(List::stream)
                    .forEach(each -> mustWait(template, canary, each, violations));
        }
        for (Resource alarm : template.resources("AWS::CloudWatch::Alarm")) {
            if (alarm.is("/TreatMissingData", "breaching")) {
                watched(template, alarm).forEach(each -> mustWait(template, alarm, each, violations));
            }
        }
        return violations;
    }

    /** What has a public address, or gets one. */
    private static List<Resource> doors(CloudTemplate template) {
        return Stream.concat(
                        template.resources("AWS::EC2::EIP").stream(),
                        template.resources(LOAD_BALANCER).stream()
                                .filter(each -> each.is("/Scheme", "internet-facing")))
                .toList();
    }

    private static List<Resource> way(CloudTemplate template) {
        List<Resource> routes = template.resources("AWS::EC2::Route").stream()
                .filter(each -> each.is("/DestinationCidrBlock", "0.0.0.0/0"))
                .toList();
        return routes.isEmpty()
                ? List.of()
                : Stream.concat(routes.stream(), template.resources("AWS::EC2::VPCGatewayAttachment").stream())
                        .toList();
    }

    /** The records that lead to servers. */
    private static List<Resource> records(CloudTemplate template) {
        return template.resources("AWS::Route53::RecordSet").stream()
                .filter(record -> isOf(template, record, LOAD_BALANCER) || isOf(template, record, "AWS::EC2::EIP"))
                .toList();
    }

    private static List<Resource> answering(CloudTemplate template, Resource record) {
        return isOf(template, record, LOAD_BALANCER)
                ? Stream.concat(listeners(template).stream(), template.resources(GROUP).stream())
                        .toList()
                : Stream.of("AWS::EC2::EIPAssociation", "AWS::EC2::Instance", "AWS::CloudFormation::WaitCondition")
                        .flatMap(type -> template.resources(type).stream())
                        .toList();
    }

    /** The listeners of the public load balancer that lead to servers. */
    private static List<Resource> listeners(CloudTemplate template) {
        return template.resources(LOAD_BALANCER).stream()
                .filter(each -> each.is("/Scheme", "internet-facing"))
                .flatMap(each -> Listeners.of(template, each).stream())
                .filter(each -> !each.is("/DefaultActions/0/Type", "redirect"))
                .toList();
    }

    /** What is started, or waited for, that an alarm's metric comes from: an alarm knows it by name only. */
    private static List<Resource> watched(CloudTemplate template, Resource alarm) {
        if (AlarmMetrics.of(alarm).stream()
                .anyMatch(metric -> metric.path("Namespace").asText().equals("CloudWatchSynthetics"))) {
            return template.resources(CANARY);
        }
        List<String> dimensions = AlarmMetrics.of(alarm).stream()
                .flatMap(metric -> CloudTemplate.references(metric.path("Dimensions")).stream())
                .toList();
        return template.resources().stream()
                .filter(each -> each.type().startsWith("Custom::"))
                .filter(each -> CloudTemplate.references(each.at("/TargetGroups")).stream()
                        .anyMatch(dimensions::contains))
                .toList();
    }

    private static boolean isOf(CloudTemplate template, Resource record, String type) {
        return Stream.of("/AliasTarget", "/ResourceRecords")
                .flatMap(pointer -> CloudTemplate.references(record.at(pointer)).stream())
                .filter(id -> template.has(id))
                .anyMatch(id -> template.resource(id).type().equals(type));
    }

    private static void mustWait(CloudTemplate template, Resource later, Resource earlier, Violations violations) {
        Set<String> before = template.before(later);
        violations.unless(before.contains(earlier.logicalId()), later + " does not wait for " + earlier);
    }
}

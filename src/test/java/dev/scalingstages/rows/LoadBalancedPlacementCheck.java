package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Set;

/** What of the system faces the internet besides the load balancer and CloudFront (S3.8), and how fleets heal (S3.4). */
final class LoadBalancedPlacementCheck {
    private static final Set<String> THE_WORLD = Set.of("0.0.0.0/0", "::/0");

    private LoadBalancedPlacementCheck() {}

    /** S3.8: what faces the internet and must not. */
    static List<String> exposed(CloudTemplate template) {
        Violations violations = new Violations()
                .unless(template.resources("AWS::EC2::Instance").isEmpty(), "there is a server outside of the fleets")
                .unless(template.resources("AWS::EC2::EIP").isEmpty(), "there is a public address");
        for (ServerFleet fleet : ServerFleet.all(template)) {
            JsonNode subnets = fleet.group().at("/VPCZoneIdentifier");
            violations
                    .unless(
                            !SubnetRoutes.subnets(template, subnets).isEmpty()
                                    && !SubnetRoutes.leadOut(template, subnets),
                            "the " + fleet.component() + " is in public subnets")
                    .unless(
                            SubnetRoutes.subnets(template, subnets).stream()
                                    .noneMatch(subnet ->
                                            subnet.at("/MapPublicIpOnLaunch").asBoolean()),
                            "the " + fleet.component() + " gets public addresses from its subnet")
                    .unless(
                            !fleet.server().has("NetworkInterfaces"),
                            "the " + fleet.component() + " may get public addresses from its launch template");
        }
        List<Resource> doors = template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer").stream()
                .filter(each -> !each.at("/Scheme").asText().equals("internal"))
                .toList();
        violations.unless(doors.size() == 1, doors.size() + " load balancers face the internet");
        List<String> doorGroups = doors.stream()
                .flatMap(door -> CloudTemplate.references(door.at("/SecurityGroups")).stream())
                .toList();
        for (Resource group : template.resources("AWS::EC2::SecurityGroup")) {
            boolean open = SecurityGroupRules.ingress(template, group).stream()
                    .anyMatch(rule -> THE_WORLD.contains(rule.peer()));
            violations.unless(
                    !open || doorGroups.contains(group.logicalId()),
                    "the world reaches " + group.at("/GroupDescription").asText());
        }
        for (Resource database : template.resources("AWS::RDS::DBInstance")) {
            violations.unless(
                    database.at("/PubliclyAccessible").isBoolean()
                            && !database.at("/PubliclyAccessible").asBoolean(),
                    "a database may have a public address");
        }
        return violations.found();
    }

    /** S3.4: why a failed server would not be replaced, or not without an outage. */
    static List<String> unhealed(CloudTemplate template) {
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.all(template)) {
            boolean balanced = ServerFleet.BEHIND_LOAD_BALANCERS.contains(fleet.component());
            Resource group = fleet.group();
            String healthCheck = group.at("/HealthCheckType").asText();
            String name = "the " + fleet.component();
            violations
                    .unless(
                            healthCheck.equals(balanced ? "ELB" : "EC2"),
                            name + " is not replaced when its health check fails")
                    .unless(group.at("/HealthCheckGracePeriod").asInt() > 0, name + " is replaced before it has booted")
                    .unless(fleet.minimum() >= 2, name + " has no second server while one is replaced")
                    .unless(
                            SubnetRoutes.zones(template, group.at("/VPCZoneIdentifier"))
                                            .size()
                                    >= 2,
                            name + " fails with its zone")
                    .unless(
                            template.resources("AWS::CloudWatch::Alarm").stream()
                                    .anyMatch(alarm -> tooFew(alarm, group)),
                            name + " may stay short of servers and nobody is told");
        }
        return violations.found();
    }

    private static boolean tooFew(Resource alarm, Resource group) {
        return alarm.at("/MetricName").asText().equals("GroupInServiceInstances")
                && alarm.at("/ComparisonOperator").asText().startsWith("LessThan")
                && alarm.at("/Threshold").asInt() == group.at("/MinSize").asInt()
                && CloudTemplate.references(alarm.at("/Dimensions")).contains(group.logicalId());
    }
}

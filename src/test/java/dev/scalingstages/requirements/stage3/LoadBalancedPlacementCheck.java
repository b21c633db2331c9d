package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.testing.TemplateMatchers.component;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.AlarmLimits;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What faces the internet besides the load balancer and CloudFront (S3.8), and how fleets heal (S3.4). */
final class LoadBalancedPlacementCheck {
    private static final Set<String> THE_WORLD = Set.of("0.0.0.0/0", "::/0");

    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    private LoadBalancedPlacementCheck() {}

    /** S3.8: one load balancer faces the internet, and no server, subnet or database has public addresses. */
    static void facesTheInternetOnce(Template template) {
        template.resourceCountIs("AWS::EC2::Instance", 0);
        template.resourceCountIs("AWS::EC2::EIP", 0);
        template.resourcePropertiesCountIs("AWS::EC2::Subnet", Map.of("MapPublicIpOnLaunch", true), 0);
        template.allResourcesProperties(
                "AWS::EC2::LaunchTemplate", Map.of("LaunchTemplateData", Map.of("NetworkInterfaces", Match.absent())));
        template.allResourcesProperties(
                LoadBalancedDoorCheck.LOAD_BALANCER,
                Map.of("Scheme", Match.stringLikeRegexp("^(internal|internet-facing)$")));
        template.resourcePropertiesCountIs(LoadBalancedDoorCheck.LOAD_BALANCER, Map.of("Scheme", "internet-facing"), 1);
        template.allResourcesProperties("AWS::RDS::DBInstance", Map.of("PubliclyAccessible", false));
    }

    /** S3.8: which servers and security groups face the internet and must not. */
    static List<String> exposed(CloudTemplate template) {
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.all(template)) {
            JsonNode subnets = fleet.group().at("/VPCZoneIdentifier");
            violations.unless(
                    !SubnetRoutes.subnets(template, subnets).isEmpty() && !SubnetRoutes.leadOut(template, subnets),
                    "the " + fleet.component() + " is in public subnets");
        }
        Resource door = LoadBalancedDoorCheck.securityGroup(template);
        for (Resource group : template.resources("AWS::EC2::SecurityGroup")) {
            boolean open = SecurityGroupRules.ingress(template, group).stream()
                    .anyMatch(rule -> THE_WORLD.contains(rule.peer()));
            violations.unless(
                    !open || group.equals(door),
                    "the world reaches " + group.at("/GroupDescription").asText());
        }
        return violations;
    }

    /** S3.4: each group has a second server, and replaces one that fails its load balancer's check. */
    static void heals(Template template) {
        template.allResourcesProperties(
                GROUP,
                Map.ofEntries(
                        entry("HealthCheckType", Match.stringLikeRegexp("^(ELB|EC2)$")),
                        entry("HealthCheckGracePeriod", Match.not(0)),
                        entry("MinSize", Match.stringLikeRegexp("^([2-9]|[1-9]\\d+)$"))));
        ServerFleet.BEHIND_LOAD_BALANCERS.forEach(fleet ->
                template.hasResourceProperties(GROUP, Map.of("Tags", component(fleet), "HealthCheckType", "ELB")));
        template.resourcePropertiesCountIs(
                GROUP, Map.of("HealthCheckType", "ELB"), ServerFleet.BEHIND_LOAD_BALANCERS.size());
    }

    /** S3.4: which group fails with its zone, or stays short of servers without anybody being told. */
    static List<String> unhealed(CloudTemplate template) {
        Violations violations = new Violations();
        for (ServerFleet fleet : ServerFleet.all(template)) {
            Resource group = fleet.group();
            String name = "the " + fleet.component();
            violations
                    .unless(
                            SubnetRoutes.zones(template, group.at("/VPCZoneIdentifier"))
                                            .size()
                                    >= 2,
                            name + " fails with its zone")
                    .unless(
                            AlarmLimits.only(template, "GroupInServiceInstances", group)
                                    .filter(limit -> limit.operator().equals("LessThanThreshold")
                                            && limit.countsAsNone()
                                            && limit.value()
                                                    == group.at("/MinSize").asInt())
                                    .isPresent(),
                            name + " may stay short of servers and nobody is told");
        }
        return violations;
    }
}

package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways of a component are open before it starts, at both ends, and somebody answers at the far one.
 *
 * @param who starts
 * @param before the logical ids of what is complete then
 */
record WayOrder(CloudTemplate template, String who, Set<String> before) {
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";
    private static final String EGRESS = "AWS::EC2::SecurityGroupEgress";
    private static final String REGISTER = "elasticloadbalancing:RegisterTargets";

    /** What answers at an address in the VPC, and where it names its security groups. */
    private static final Map<String, String> LISTENING = Map.of(
            "AWS::EC2::VPCEndpoint", "/SecurityGroupIds",
            "AWS::ElastiCache::ReplicationGroup", "/SecurityGroupIds",
            "AWS::ElasticLoadBalancingV2::LoadBalancer", "/SecurityGroups",
            "AWS::RDS::DBInstance", "/VPCSecurityGroups");

    /** What is wrong with all that a security group's members connect to or are connected from. */
    List<String> waysOf(Resource group) {
        Violations violations = new Violations();
        for (String type : List.of(INGRESS, EGRESS)) {
            rules(type, "GroupId", group).forEach(rule -> mustBeBefore(rule, violations));
        }
        List<Resource> ways = rules(EGRESS, "GroupId", group);
        violations.when(ways.isEmpty(), who + " has no way out");
        for (Resource way : ways) {
            if (way.at("/DestinationPrefixListId").isMissingNode()) {
                violations.and(way(group, way));
            } else {
                // The list has a number, not a name; so all gateways count.
                template.resources("AWS::EC2::VPCEndpoint").stream()
                        .filter(each -> each.is("/VpcEndpointType", "Gateway"))
                        .forEach(each -> mustBeBefore(each, violations));
            }
        }
        return violations;
    }

    /** What is wrong with the way from one security group's members to another's. */
    List<String> between(Resource source, Resource destination) {
        Violations violations = new Violations();
        List<Resource> out = rules(EGRESS, "GroupId", source).stream()
                .filter(rule -> rule.refersTo("/DestinationSecurityGroupId", destination))
                .toList();
        List<Resource> in = rules(INGRESS, "GroupId", destination).stream()
                .filter(rule -> rule.refersTo("/SourceSecurityGroupId", source))
                .toList();
        violations.when(out.isEmpty(), source + " has no way to " + destination);
        for (Resource rule : out) {
            violations.when(
                    in.stream().noneMatch(each -> covers(each, rule)), destination + " does not admit " + source);
        }
        out.forEach(rule -> mustBeBefore(rule, violations));
        in.forEach(rule -> mustBeBefore(rule, violations));
        return violations;
    }

    /** Whether a server has a way to a resource, or needs none because nobody connects to such a resource. */
    static boolean canReach(StartingServer server, Resource told) {
        String groups = LISTENING.get(told.type());
        if (groups == null) {
            return true;
        }
        CloudTemplate template = server.template();
        return template.resources(EGRESS).stream()
                .filter(rule -> rule.refersTo("/GroupId", server.securityGroup()))
                .flatMap(rule -> CloudTemplate.references(rule.at("/DestinationSecurityGroupId")).stream())
                .anyMatch(CloudTemplate.references(told.at(groups))::contains);
    }

    private List<String> way(Resource group, Resource way) {
        Violations violations = new Violations();
        Resource peer = template.target(way.at("/DestinationSecurityGroupId"));
        violations.and(between(group, peer));
        List<Resource> listening = template.resources().stream()
                .filter(each -> LISTENING.containsKey(each.type()))
                .filter(each -> each.refersTo(LISTENING.get(each.type()), peer))
                .toList();
        violations.when(
                listening.isEmpty() && !isOfServers(peer),
                "nobody listens behind " + peer + ", where " + who + " connects to");
        for (Resource each : listening) {
            mustBeBefore(each, violations);
            if (each.type().equals("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
                violations.and(balancer(each, way));
            }
        }
        return violations;
    }

    /** A load balancer in front of addresses serves when somebody has seen it serve; one in front of servers, at once. */
    private List<String> balancer(Resource balancer, Resource way) {
        Violations violations = new Violations();
        List<Resource> listeners = Listeners.of(template, balancer).stream()
                .filter(each -> way.number("/FromPort") <= each.number("/Port")
                        && each.number("/Port") <= way.number("/ToPort"))
                .toList();
        violations.when(listeners.isEmpty(), balancer + " does not listen where " + who + " connects to");
        for (Resource listener : listeners) {
            mustBeBefore(listener, violations);
            for (String id : Listeners.forwards(listener.at("/DefaultActions"))) {
                if (template.resource(id).is("/TargetType", "ip")) {
                    violations.and(seenServing(balancer, listener, id));
                }
            }
        }
        return violations;
    }

    private List<String> seenServing(Resource balancer, Resource listener, String targetGroup) {
        Violations violations = new Violations();
        List<Resource> waits = template.resources().stream()
                .filter(each -> each.type().startsWith("Custom::"))
                .filter(each -> CloudTemplate.references(each.properties()).contains(targetGroup))
                .toList();
        violations.when(
                waits.isEmpty(),
                "nothing waits until somebody answers behind " + targetGroup + ", which " + who + " needs");
        for (Resource wait : waits) {
            mustBeBefore(wait, violations);
            Resource function = template.target(wait.at("/ServiceToken"));
            violations.unless(
                    RolePermissions.resources(template, template.target(function.at("/Role")), REGISTER)
                            .contains("${" + targetGroup + "}"),
                    wait + " may not register anybody with " + targetGroup);
            // Whoever waits needs the same as who it waits for: the ways to the targets, and the targets.
            WayOrder earlier = new WayOrder(template, wait.logicalId(), template.before(wait));
            earlier.mustBeBefore(listener, violations);
            List<String> groups = CloudTemplate.references(balancer.at("/SecurityGroups"));
            groups.forEach(id -> violations.and(earlier.waysOut(template.resource(id))));
            // And from then on somebody follows them.
            for (String type : List.of("AWS::Events::Rule", "AWS::Lambda::Permission")) {
                List<Resource> follow = template.resources(type).stream()
                        .filter(each -> each.refersTo("", function))
                        .toList();
                violations.when(follow.isEmpty(), function + " has no " + type);
                follow.forEach(each -> mustBeBefore(each, violations));
            }
        }
        return violations;
    }

    private List<String> waysOut(Resource group) {
        Violations violations = new Violations();
        List<Resource> ways = rules(EGRESS, "GroupId", group);
        violations.when(ways.isEmpty(), group + " has no way out");
        ways.forEach(way -> violations.and(way(group, way)));
        return violations;
    }

    private boolean isOfServers(Resource group) {
        return StartingServer.all(template).stream()
                .anyMatch(each -> each.securityGroup().logicalId().equals(group.logicalId()));
    }

    private List<Resource> rules(String type, String end, Resource group) {
        return template.resources(type).stream()
                .filter(rule -> rule.refersTo("/" + end, group))
                .toList();
    }

    private void mustBeBefore(Resource resource, Violations violations) {
        violations.unless(before.contains(resource.logicalId()), who + " starts before " + resource);
    }

    private static boolean covers(Resource admitted, Resource asked) {
        return admitted.at("/IpProtocol").equals(asked.at("/IpProtocol"))
                && admitted.number("/FromPort") <= asked.number("/FromPort")
                && asked.number("/ToPort") <= admitted.number("/ToPort");
    }
}

package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.network.Ports;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who is in which security group, and which ports they listen on, by following references. */
public final class SecurityGroups {
    static final String GROUP = "AWS::EC2::SecurityGroup";
    static final String INGRESS = "AWS::EC2::SecurityGroupIngress";
    static final String EGRESS = "AWS::EC2::SecurityGroupEgress";

    /** Where each type that has an address in the VPC names its security groups. */
    private static final Map<String, String> ATTACHMENTS = Map.of(
            "AWS::EC2::Instance", "/SecurityGroupIds",
            "AWS::EC2::LaunchTemplate", "/LaunchTemplateData/SecurityGroupIds",
            "AWS::EC2::VPCEndpoint", "/SecurityGroupIds",
            "AWS::ElasticLoadBalancingV2::LoadBalancer", "/SecurityGroups",
            "AWS::RDS::DBInstance", "/VPCSecurityGroups",
            "AWS::ElastiCache::ReplicationGroup", "/SecurityGroupIds",
            "AWS::RedshiftServerless::Workgroup", "/SecurityGroupIds",
            "AWS::SecretsManager::RotationSchedule", "/HostedRotationLambda/VpcSecurityGroupIds",
            "AWS::Lambda::Function", "/VpcConfig/SecurityGroupIds");

    private final CloudTemplate template;

    /** The groups of one template. */
    public SecurityGroups(CloudTemplate template) {
        this.template = template;
    }

    /** Each thing with an address has exactly one group, that of its own component, and each group has a user. */
    public static List<String> attachmentViolations(CloudTemplate template) {
        return new SecurityGroups(template).attachmentViolations();
    }

    /** The group that a resource is in. */
    public Resource of(Resource resource) {
        return template.target(resource.at(ATTACHMENTS.get(resource.type())));
    }

    /** The resources that are in a group. */
    public List<Resource> users(Resource group) {
        return template.resources().stream()
                .filter(resource -> !Set.of(GROUP, INGRESS, EGRESS).contains(resource.type()))
                .filter(resource -> resource.refersTo("", group))
                .toList();
    }

    /** Whether users of the internet may come to a group: it is the single server's or the public load balancer's. */
    boolean isDoor(Resource group) {
        return users(group).stream()
                .anyMatch(user -> user.type().equals("AWS::EC2::Instance") || user.is("/Scheme", "internet-facing"));
    }

    /** The ports that the users of a group listen on. */
    Set<Integer> listeningPorts(Resource group) {
        Set<Integer> ports = new TreeSet<>();
        users(group).forEach(user -> ports.addAll(portsOf(user)));
        return ports;
    }

    private Set<Integer> portsOf(Resource user) {
        return switch (user.type()) {
            case "AWS::EC2::Instance" -> Set.of(Ports.HTTP, Ports.HTTPS);
            case "AWS::EC2::VPCEndpoint" -> Set.of(Ports.HTTPS);
            case "AWS::RDS::DBInstance", "AWS::ElastiCache::ReplicationGroup", "AWS::RedshiftServerless::Workgroup" ->
                Set.of(user.number("/Port"));
            case "AWS::ElasticLoadBalancingV2::LoadBalancer" ->
                ports(template.referring("AWS::ElasticLoadBalancingV2::Listener", "/LoadBalancerArn", user));
            case "AWS::EC2::LaunchTemplate" -> ports(targetGroups(user));
            default -> Set.of();
        };
    }

    private List<Resource> targetGroups(Resource launchTemplate) {
        List<Resource> groups = new ArrayList<>();
        for (Resource fleet :
                template.referring("AWS::AutoScaling::AutoScalingGroup", "/LaunchTemplate", launchTemplate)) {
            fleet.at("/TargetGroupARNs").forEach(target -> groups.add(template.target(target)));
        }
        return groups;
    }

    private static Set<Integer> ports(List<Resource> resources) {
        Set<Integer> ports = new TreeSet<>();
        resources.forEach(resource -> ports.add(resource.number("/Port")));
        return ports;
    }

    private List<String> attachmentViolations() {
        Violations violations = new Violations();
        for (Resource resource : template.resources()) {
            attachmentViolation(resource).ifPresent(violations::add);
        }
        for (Resource group : template.resources(GROUP)) {
            violations.when(users(group).isEmpty(), group + " is the group of nothing");
        }
        return violations;
    }

    private Optional<String> attachmentViolation(Resource resource) {
        if (Set.of(GROUP, INGRESS, EGRESS).contains(resource.type()) || hasNoAddress(resource)) {
            return Optional.empty();
        }
        List<String> groups = CloudTemplate.references(resource.properties()).stream()
                .filter(id -> template.is(id, GROUP))
                .toList();
        String pointer = ATTACHMENTS.get(resource.type());
        if (pointer == null) {
            return groups.isEmpty()
                    ? Optional.empty()
                    : Optional.of(resource + " uses a security group, but " + resource.type()
                            + " is not known to have an address: teach SecurityGroups where it listens");
        }
        JsonNode attached = resource.at(pointer);
        if (groups.size() != 1 || attached.isArray() && attached.size() != 1) {
            return Optional.of(resource + " has not exactly one security group of this template: " + attached);
        }
        Resource group = template.resource(groups.get(0));
        if (component(resource).filter(group::isOf).isEmpty()) {
            return Optional.of(resource + " is in " + group + ", which belongs to another component");
        }
        return Optional.empty();
    }

    private static boolean hasNoAddress(Resource resource) {
        return resource.type().equals("AWS::EC2::VPCEndpoint") && resource.is("/VpcEndpointType", "Gateway")
                || resource.type().equals("AWS::Lambda::Function") && !resource.has("VpcConfig");
    }

    private Optional<String> component(Resource resource) {
        return switch (resource.type()) {
            case "AWS::EC2::LaunchTemplate" ->
                TagRules.tag(resource.at("/LaunchTemplateData/TagSpecifications/0/Tags"), "component");
            // The functions that rotate passwords are one component of all databases.
            case "AWS::SecretsManager::RotationSchedule" -> Optional.of("database-tier");
            default -> resource.tag("component");
        };
    }
}

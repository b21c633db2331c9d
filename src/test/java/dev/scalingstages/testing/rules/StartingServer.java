package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.TemplateText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A kind of server as CloudFormation starts it: one instance, or a group of alike ones.
 *
 * @param resource the instance or the Auto Scaling group
 * @param data what the instance, or the group's launch template, says of each server
 * @param before the logical ids of what is complete before it starts, in every order that CloudFormation may choose
 */
record StartingServer(CloudTemplate template, Resource resource, JsonNode data, Set<String> before) {
    /** All kinds of server in a template. */
    static List<StartingServer> all(CloudTemplate template) {
        return Stream.concat(
                        template.resources("AWS::EC2::Instance").stream()
                                .map(each -> of(template, each, each.properties())),
                        template.resources("AWS::AutoScaling::AutoScalingGroup").stream()
                                .map(each -> of(
                                        template,
                                        each,
                                        template.target(each.at("/LaunchTemplate/LaunchTemplateId"))
                                                .at("/LaunchTemplateData"))))
                .toList();
    }

    private static StartingServer of(CloudTemplate template, Resource resource, JsonNode data) {
        return new StartingServer(template, resource, data, template.before(resource));
    }

    String name() {
        return resource.tag("component").orElse(resource.logicalId());
    }

    /** Whether a resource is complete before it starts. */
    boolean startsAfter(Resource other) {
        return before.contains(other.logicalId());
    }

    /** The one security group of the servers. */
    Resource securityGroup() {
        return template.target(data.path("SecurityGroupIds"));
    }

    Resource role() {
        return template.target(template.target(data.path("IamInstanceProfile")).at("/Roles"));
    }

    /** The route tables of the subnets that the servers may start in, and what associates them. */
    Set<String> routes() {
        Set<String> subnets = new TreeSet<>(CloudTemplate.references(resource.at("/VPCZoneIdentifier")));
        subnets.addAll(CloudTemplate.references(resource.at("/SubnetId")));
        Set<String> routes = new TreeSet<>();
        template.resources("AWS::EC2::SubnetRouteTableAssociation").stream()
                .filter(each -> subnets.containsAll(CloudTemplate.references(each.at("/SubnetId"))))
                .forEach(each -> {
                    routes.add(each.logicalId());
                    routes.addAll(CloudTemplate.references(each.at("/RouteTableId")));
                });
        return routes;
    }

    /** The resources that the servers' environment file names. */
    List<Resource> told() {
        // Parsed, so that a server without one is a failure and not a server that asks for nothing.
        ServerFleet.environment(TemplateText.of(data.path("UserData")));
        return CloudTemplate.references(data.path("UserData")).stream()
                .filter(id -> template.has(id))
                .map(template::resource)
                .toList();
    }
}

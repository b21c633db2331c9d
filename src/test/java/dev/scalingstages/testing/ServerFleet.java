package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One fleet of a template, found by its component's tag, and what its Auto Scaling group refers to.
 *
 * @param component such as {@code read-api}
 */
public record ServerFleet(CloudTemplate template, String component) {
    /** The fleets of all stages from 3 on, which stand behind load balancers. */
    public static final List<String> BEHIND_LOAD_BALANCERS = List.of("web", "write-api", "read-api");

    private static final String HERE_DOCUMENT = "END_OF_ENVIRONMENT";

    /** The three fleets behind load balancers. */
    public static List<ServerFleet> behindLoadBalancers(CloudTemplate template) {
        return BEHIND_LOAD_BALANCERS.stream()
                .map(component -> new ServerFleet(template, component))
                .toList();
    }

    /** All fleets, workers too. */
    public static List<ServerFleet> all(CloudTemplate template) {
        return template.resources("AWS::AutoScaling::AutoScalingGroup").stream()
                .map(group -> new ServerFleet(template, group.tag("component").orElse("?")))
                .toList();
    }

    /** What runs as servers: the single server, and the launch templates of the fleets. */
    public static List<Resource> servers(CloudTemplate template) {
        return Stream.of("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate")
                .flatMap(type -> template.resources(type).stream())
                .toList();
    }

    /** The role of a server, by its instance profile. */
    public static Resource roleOf(CloudTemplate template, Resource server) {
        JsonNode data =
                server.type().equals("AWS::EC2::Instance") ? server.properties() : server.at("/LaunchTemplateData");
        return template.target(template.target(data.path("IamInstanceProfile")).at("/Roles"));
    }

    /** The Auto Scaling group. */
    public Resource group() {
        return template.only("AWS::AutoScaling::AutoScalingGroup", component);
    }

    /** The least number of servers. */
    public int minimum() {
        return group().number("/MinSize");
    }

    /** The greatest number of servers. */
    public int maximum() {
        return group().number("/MaxSize");
    }

    /** What the launch template says about each server. */
    public JsonNode server() {
        return template.target(group().at("/LaunchTemplate/LaunchTemplateId")).at("/LaunchTemplateData");
    }

    /** The launch template. */
    public Resource launchTemplate() {
        return template.target(group().at("/LaunchTemplate/LaunchTemplateId"));
    }

    /** The one security group of the servers. */
    public Resource securityGroup() {
        return template.target(server().path("SecurityGroupIds"));
    }

    /** The one target group that the servers register with. */
    public Resource targetGroup() {
        return template.target(group().at("/TargetGroupARNs"));
    }

    /** The servers' role. */
    public Resource role() {
        return template.target(
                template.target(server().path("IamInstanceProfile")).at("/Roles"));
    }

    /** The servers' environment file, name to value. */
    public Map<String, String> environment() {
        return environment(TemplateText.of(server().path("UserData")));
    }

    /** The environment file that a server's user data writes, name to value. */
    public static Map<String, String> environment(String userData) {
        String opening = "<<'" + HERE_DOCUMENT + "'\n";
        int start = userData.indexOf(opening);
        int end = userData.indexOf("\n" + HERE_DOCUMENT, start);
        if (start < 0 || end < 0) {
            throw new AssertionError("no environment file in user data: " + userData);
        }
        Map<String, String> environment = new TreeMap<>();
        userData.substring(start + opening.length(), end).lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            environment.put(parts[0], parts.length > 1 ? parts[1] : "");
        });
        return environment;
    }
}

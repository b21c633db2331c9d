package dev.scalingstages.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with the way from the web servers to the two kinds of application servers (S3.3). */
final class LoadBalancedRoutingCheck {
    /** Methods that change nothing, and those that may; a method in neither set must reach nobody. */
    private static final Map<String, Set<String>> METHODS = Map.of(
            "read-api", Set.of("GET", "HEAD", "OPTIONS"),
            "write-api", Set.of("POST", "PUT", "PATCH", "DELETE"));

    private LoadBalancedRoutingCheck() {}

    /** The load balancer of the application servers. */
    static Resource loadBalancer(CloudTemplate template) {
        return Listeners.loadBalancerOf(template, new ServerFleet(template, "read-api").targetGroup());
    }

    /** Its listener. */
    static Resource listener(CloudTemplate template) {
        List<Resource> listeners = Listeners.of(template, loadBalancer(template));
        if (listeners.size() != 1) {
            throw new AssertionError("expected one internal listener, found " + listeners.size());
        }
        return listeners.get(0);
    }

    /** The rule that forwards to a fleet. */
    static Resource rule(CloudTemplate template, String fleet) {
        String targets = new ServerFleet(template, fleet).targetGroup().logicalId();
        return Listeners.rules(template, listener(template)).stream()
                .filter(rule -> Listeners.forwards(rule.at("/Actions")).contains(targets))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule leads to the " + fleet));
    }

    static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations()
                .and(internalDoor(template))
                .and(methods(template))
                .and(apart(template));
        METHODS.keySet().forEach(fleet -> violations.and(reachable(template, fleet)));
        return violations.found();
    }

    private static List<String> internalDoor(CloudTemplate template) {
        Resource loadBalancer = loadBalancer(template);
        Resource group = template.target(loadBalancer.at("/SecurityGroups"));
        Resource listener = listener(template);
        int port = listener.at("/Port").asInt();
        Set<Rule> ingress = SecurityGroupRules.ingress(template, group);
        Set<Rule> toServers = new LinkedHashSet<>();
        METHODS.keySet().forEach(fleet -> {
            ServerFleet servers = new ServerFleet(template, fleet);
            toServers.add(Rule.tcp(servers.targetGroup().at("/Port").asInt(), servers.securityGroup()));
        });
        return new Violations()
                .unless(
                        Listeners.loadBalancerOf(template, new ServerFleet(template, "write-api").targetGroup())
                                .equals(loadBalancer),
                        "the two kinds of application servers have no one face")
                .unless(loadBalancer.at("/Scheme").asText().equals("internal"), "the load balancer is not internal")
                .unless(
                        SubnetRoutes.zones(template, loadBalancer.at("/Subnets"))
                                        .size()
                                == 3,
                        "the load balancer is not over three zones")
                .and(LoadBalancedDoorCheck.tls(listener))
                .and(LoadBalancedDoorCheck.accessLogs(template, loadBalancer))
                .unless(
                        ingress.equals(Set.of(Rule.tcp(port, new ServerFleet(template, "web").securityGroup()))),
                        "others than the web servers reach the load balancer: " + ingress)
                .unless(
                        SecurityGroupRules.egress(template, group).equals(toServers),
                        "the load balancer reaches more or less than the application servers")
                .found();
    }

    private static List<String> methods(CloudTemplate template) {
        Violations violations = new Violations()
                .unless(
                        Listeners.forwards(listener(template).at("/DefaultActions"))
                                .isEmpty(),
                        "a method that no rule names reaches a server");
        for (Resource rule : Listeners.rules(template, listener(template))) {
            Set<String> methods = methods(rule);
            Set<String> fleets = fleets(template, rule);
            violations.unless(!methods.isEmpty(), "a rule routes whatever the method");
            for (String fleet : fleets) {
                violations.unless(
                        METHODS.getOrDefault(fleet, Set.of()).containsAll(methods),
                        "the " + fleet + " receives " + methods);
            }
        }
        METHODS.forEach((fleet, methods) -> {
            Set<String> received = new TreeSet<>();
            Listeners.rules(template, listener(template)).stream()
                    .filter(rule -> fleets(template, rule).contains(fleet))
                    .forEach(rule -> received.addAll(methods(rule)));
            violations.unless(received.containsAll(methods), "the " + fleet + " receives only " + received);
        });
        return violations.found();
    }

    private static List<String> reachable(CloudTemplate template, String fleet) {
        ServerFleet servers = new ServerFleet(template, fleet);
        Resource targets = servers.targetGroup();
        int port = targets.at("/Port").asInt();
        Resource loadBalancerGroup = template.target(loadBalancer(template).at("/SecurityGroups"));
        Set<Rule> ingress = SecurityGroupRules.ingress(template, servers.securityGroup());
        return new Violations()
                .unless(
                        ingress.equals(Set.of(Rule.tcp(port, loadBalancerGroup))),
                        "the " + fleet + " admits others than the load balancer: " + ingress)
                .and(targets(targets, fleet))
                .found();
    }

    /** That a target group asks its servers for their health where they answer, by TLS. */
    static List<String> targets(Resource targets, String fleet) {
        return new Violations()
                .unless(targets.at("/Protocol").asText().equals("HTTPS"), "the " + fleet + " is called by plain HTTP")
                .unless(
                        targets.at("/HealthCheckProtocol").asText().equals("HTTPS")
                                && Set.of("traffic-port", targets.at("/Port").asText())
                                        .contains(targets.at("/HealthCheckPort").asText()),
                        "the " + fleet + " is asked for its health elsewhere than it serves")
                .unless(
                        targets.at("/HealthCheckPath").asText().equals("/health"),
                        "the " + fleet + " is asked for its health at " + targets.at("/HealthCheckPath"))
                .unless(
                        targets.at("/Matcher/HttpCode").asText().equals("200"),
                        "the " + fleet + " is healthy whatever it answers")
                .found();
    }

    private static List<String> apart(CloudTemplate template) {
        ServerFleet read = new ServerFleet(template, "read-api");
        ServerFleet write = new ServerFleet(template, "write-api");
        return new Violations()
                .unless(!read.group().equals(write.group()), "the groups do not scale apart")
                .unless(!read.targetGroup().equals(write.targetGroup()), "the groups share a target group")
                .unless(!read.launchTemplate().equals(write.launchTemplate()), "the groups share a launch template")
                .unless(!read.securityGroup().equals(write.securityGroup()), "the groups share a security group")
                .unless(!read.role().equals(write.role()), "the groups share a role")
                .unless(
                        !new ServerFleet(template, "web").group().equals(read.group()),
                        "web servers are application servers")
                .found();
    }

    private static Set<String> methods(Resource rule) {
        Set<String> methods = new TreeSet<>();
        for (JsonNode condition : rule.at("/Conditions")) {
            if (condition.path("Field").asText().equals("http-request-method")) {
                methods.addAll(TemplateText.each(condition.at("/HttpRequestMethodConfig/Values")));
            }
        }
        return methods;
    }

    private static Set<String> fleets(CloudTemplate template, Resource rule) {
        Set<String> fleets = new TreeSet<>();
        for (String target : Listeners.forwards(rule.at("/Actions"))) {
            for (ServerFleet fleet : ServerFleet.behindLoadBalancers(template)) {
                if (fleet.targetGroup().logicalId().equals(target)) {
                    fleets.add(fleet.component());
                }
            }
        }
        return fleets;
    }
}

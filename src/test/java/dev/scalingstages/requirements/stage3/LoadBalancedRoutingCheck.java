package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.LISTENER;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.RULE;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Violations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** The way from the web servers to the two kinds of application servers (S3.3). */
final class LoadBalancedRoutingCheck {
    /** Methods that change nothing, and those that may; a method in neither list must reach nobody. */
    private static final Map<String, List<String>> METHODS = Map.ofEntries(
            entry("read-api", List.of("GET", "HEAD", "OPTIONS")),
            entry("write-api", List.of("POST", "PUT", "PATCH", "DELETE")));

    private static final String TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";

    private LoadBalancedRoutingCheck() {}

    /** The load balancer of the application servers. */
    static Resource loadBalancer(CloudTemplate template) {
        return Listeners.loadBalancerOf(template, new ServerFleet(template, "read-api").targetGroup());
    }

    /** Its listener. */
    static Resource listener(CloudTemplate template) {
        return CloudTemplate.only(Listeners.of(template, loadBalancer(template)), "internal listener");
    }

    /** The rule that forwards to a fleet. */
    static Resource rule(CloudTemplate template, String fleet) {
        String targets = new ServerFleet(template, fleet).targetGroup().logicalId();
        return Listeners.rules(template, listener(template)).stream()
                .filter(rule -> Listeners.forwards(rule.at("/Actions")).contains(targets))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule leads to the " + fleet));
    }

    /** S3.3: each method reaches the servers that are there for it, by TLS, and any other reaches nobody. */
    static void routesByMethod(Template template) {
        Map<String, Object> internal = ref(LoadBalancedDoorCheck.loadBalancer(template, "internal"));
        String listener = template.getResourceId(LISTENER, Map.of("Properties", Map.of("LoadBalancerArn", internal)));
        template.hasResourceProperties(
                LISTENER,
                object(
                        entry("LoadBalancerArn", internal),
                        entry("Protocol", "HTTPS"),
                        entry("SslPolicy", LoadBalancedDoorCheck.currentTls()),
                        entry("Certificates/0/CertificateArn", ref(Match.anyValue())),
                        entry("DefaultActions/0/Type", "fixed-response"),
                        entry("DefaultActions/0/FixedResponseConfig/StatusCode", "405")));
        template.resourcePropertiesCountIs(RULE, Map.of("ListenerArn", ref(listener)), METHODS.size());
        METHODS.forEach((fleet, methods) -> template.hasResourceProperties(
                RULE,
                object(
                        entry("ListenerArn", ref(listener)),
                        entry("Conditions/0/Field", "http-request-method"),
                        entry("Conditions/0/HttpRequestMethodConfig/Values", methods),
                        entry(
                                "Actions",
                                LoadBalancedDoorCheck.forwardTo(LoadBalancedDoorCheck.targets(template, fleet))))));
    }

    /** S3.2 and S3.3: servers are called and asked for their health by TLS, where they answer. */
    static void asksForHealth(Template template) {
        template.resourcePropertiesCountIs(TARGET_GROUP, Map.of("TargetType", "instance"), 3);
        template.resourcePropertiesCountIs(TARGET_GROUP, askedAt(443), 1);
        template.resourcePropertiesCountIs(TARGET_GROUP, askedAt(8443), 2);
    }

    private static Map<String, Object> askedAt(int port) {
        return object(
                entry("TargetType", "instance"),
                entry("Protocol", "HTTPS"),
                entry("Port", port),
                entry("HealthCheckProtocol", "HTTPS"),
                entry("HealthCheckPort", Match.stringLikeRegexp("^(traffic-port|" + port + ")$")),
                entry("HealthCheckPath", "/health"),
                entry("Matcher/HttpCode", "200"));
    }

    /** S3.3: who goes around the internal load balancer, and what its two kinds of servers share. */
    static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations().and(internalDoor(template)).and(apart(template));
        METHODS.keySet().forEach(fleet -> violations.and(reachable(template, fleet)));
        return violations;
    }

    private static List<String> internalDoor(CloudTemplate template) {
        Resource loadBalancer = loadBalancer(template);
        Resource group = template.target(loadBalancer.at("/SecurityGroups"));
        int port = listener(template).at("/Port").asInt();
        Set<Rule> ingress = SecurityGroupRules.ingress(template, group);
        Set<Rule> toServers = new LinkedHashSet<>();
        METHODS.keySet().forEach(fleet -> {
            ServerFleet servers = new ServerFleet(template, fleet);
            toServers.add(Rule.tcp(servers.targetGroup().at("/Port").asInt(), servers.securityGroup()));
        });
        return new Violations()
                .unless(
                        SubnetRoutes.zones(template, loadBalancer.at("/Subnets"))
                                        .size()
                                == 3,
                        "the load balancer is not over three zones")
                .unless(
                        ingress.equals(Set.of(Rule.tcp(port, new ServerFleet(template, "web").securityGroup()))),
                        "others than the web servers reach the load balancer: " + ingress)
                .unless(
                        SecurityGroupRules.egress(template, group).equals(toServers),
                        "the load balancer reaches more or less than the application servers");
    }

    private static List<String> reachable(CloudTemplate template, String fleet) {
        ServerFleet servers = new ServerFleet(template, fleet);
        int port = servers.targetGroup().at("/Port").asInt();
        Resource loadBalancerGroup = template.target(loadBalancer(template).at("/SecurityGroups"));
        Set<Rule> ingress = SecurityGroupRules.ingress(template, servers.securityGroup());
        return new Violations()
                .unless(
                        ingress.equals(Set.of(Rule.tcp(port, loadBalancerGroup))),
                        "the " + fleet + " admits others than the load balancer: " + ingress);
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
                        "web servers are application servers");
    }
}

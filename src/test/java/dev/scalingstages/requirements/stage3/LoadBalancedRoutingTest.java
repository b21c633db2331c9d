package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.LISTENER;
import static dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck.RULE;
import static dev.scalingstages.runtime.ClasspathFile.text;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.SecurityGroupRules.Rule;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S3.3: the write API and the read API behind an internal load balancer that routes by method. */
class LoadBalancedRoutingTest {
    /** Methods that change nothing, and those that may; a method in neither list must reach nobody. */
    private static final Map<String, List<String>> METHODS = Map.ofEntries(
            entry("read-api", List.of("GET", "HEAD", "OPTIONS")),
            entry("write-api", List.of("POST", "PUT", "PATCH", "DELETE")));

    private static final String TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";

    private static final String VALUES = "Conditions/0/HttpRequestMethodConfig/Values";

    @StagesFrom(3)
    @Row("S3.3")
    @DisplayName("the read API receives only reads, the write API only writes, each only from its load balancer")
    void readApiReceivesOnlyReads(ScalingStage stage) {
        routesByMethod(CdkTemplates.of(stage));
        asksForHealth(CdkTemplates.of(stage));
        LoadBalancedDoorCheck.isLogged(CdkTemplates.of(stage), "internal");
        assertThat(violations(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(3)
    @Row("S3.3")
    void healthCheckAsksWhereServersAnswer(ScalingStage stage) {
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(Templates.of(stage))) {
            boolean web = fleet.component().equals("web");
            String server = text("boot/nginx/" + (web ? "web.conf" : "application.conf"));
            assertThat(server)
                    .as("%s", fleet.component())
                    .contains("listen " + fleet.targetGroup().text("/Port") + " ssl");
            assertThat(web ? text("boot/nginx/snippets/health.conf") : server)
                    .as("%s", fleet.component())
                    .contains("location = " + fleet.targetGroup().text("/HealthCheckPath") + " {");
            assertThat(server.contains("/health.conf;"))
                    .as("a web server answers by itself, an application server asks the application")
                    .isEqualTo(web);
        }
    }

    @TestFactory
    @Row("S3.3")
    DynamicNode objectsToOtherRoutes() {
        return caughtBy(
                CdkTemplates.check(LoadBalancedRoutingTest::routesByMethod),
                LOAD_BALANCED,
                onRule("read-api", set(VALUES, List.of("GET", "HEAD", "OPTIONS", "POST")), "Too many elements"),
                onRule("read-api", set(VALUES, List.of("GET", "OPTIONS")), "Expected HEAD but received OPTIONS"),
                onRule(
                        "write-api",
                        set(
                                "Conditions",
                                List.of(object(
                                        entry("Field", "path-pattern"),
                                        entry("PathPatternConfig/Values", List.of("/api/*"))))),
                        "Expected http-request-method but received path-pattern"),
                new Mutant(
                        "one more rule",
                        all -> all.add(
                                "MutantRule", LoadBalancedDoorCheck.RULE, Map.of("ListenerArn", ref(listener(all)))),
                        "Expected 2 resources of type AWS::ElasticLoadBalancingV2::ListenerRule but found 3"),
                new Mutant(
                        "unknown methods reach the read API",
                        all -> all.mutate(
                                listener(all),
                                set("DefaultActions", rule(all, "read-api").at("/Actions"))),
                        "Expected fixed-response but received forward"),
                mutant(all -> listener(all), set("Protocol", "HTTP"), "Expected HTTPS but received HTTP"),
                mutant(all -> loadBalancer(all), set("Scheme", "internet-facing"), "but received internet-facing"));
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.3")
    void objectsToAnotherQuestionForHealth(Edit change) {
        mutant(
                        all -> new ServerFleet(all, "read-api").targetGroup(),
                        change,
                        "Expected 2 resources of type AWS::ElasticLoadBalancingV2::TargetGroup but found 1")
                .assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedRoutingTest::asksForHealth));
    }

    static Stream<Edit> objectsToAnotherQuestionForHealth() {
        return Stream.of(
                set("Protocol", "HTTP"),
                set("HealthCheckPort", "8080"),
                set("HealthCheckPath", "/"),
                set("Matcher/HttpCode", "200-499"));
    }

    @TestFactory
    @Row("S3.3")
    DynamicNode objectsToAWayAround() {
        return caughtBy(
                LoadBalancedRoutingTest::violations,
                LOAD_BALANCED,
                new Mutant(
                        "web servers go around the load balancer",
                        all -> all.open(servers(all, "write-api"), 8443, servers(all, "web")),
                        "the write-api admits others"),
                new Mutant(
                        "the VPC reaches the load balancer",
                        all -> all.open(all.target(loadBalancer(all).at("/SecurityGroups")), 443, "10.0.0.0/16"),
                        "others than the web servers"));
    }

    private static Mutant onRule(String fleet, Edit change, String objection) {
        return mutant(all -> rule(all, fleet), change, objection);
    }

    private static Resource servers(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).securityGroup();
    }

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
        int port = listener(template).number("/Port");
        Set<Rule> ingress = SecurityGroupRules.ingress(template, group);
        Set<Rule> toServers = new LinkedHashSet<>();
        METHODS.keySet().forEach(fleet -> {
            ServerFleet servers = new ServerFleet(template, fleet);
            toServers.add(Rule.tcp(servers.targetGroup().number("/Port"), servers.securityGroup()));
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
        int port = servers.targetGroup().number("/Port");
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

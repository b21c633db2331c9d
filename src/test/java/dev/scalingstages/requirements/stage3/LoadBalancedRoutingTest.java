package dev.scalingstages.requirements.stage3;

import static dev.scalingstages.requirements.stage3.LoadBalancedRoutingCheck.listener;
import static dev.scalingstages.requirements.stage3.LoadBalancedRoutingCheck.rule;
import static dev.scalingstages.runtime.ClasspathFile.text;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.testing.Edits.set;
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
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S3.3: the write API and the read API behind an internal load balancer that routes by method. */
class LoadBalancedRoutingTest {
    private static final String METHODS = "Conditions/0/HttpRequestMethodConfig/Values";

    @StagesFrom(3)
    @Row("S3.3")
    @DisplayName("the read API receives only reads, the write API only writes, each only from its load balancer")
    void readApiReceivesOnlyReads(ScalingStage stage) {
        LoadBalancedRoutingCheck.routesByMethod(CdkTemplates.of(stage));
        LoadBalancedRoutingCheck.asksForHealth(CdkTemplates.of(stage));
        LoadBalancedDoorCheck.isLogged(CdkTemplates.of(stage), "internal");
        assertThat(LoadBalancedRoutingCheck.violations(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(3)
    @Row("S3.3")
    void healthCheckAsksWhereServersAnswer(ScalingStage stage) {
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(Templates.of(stage))) {
            boolean web = fleet.component().equals("web");
            String server = text("boot/nginx/" + (web ? "web.conf" : "application.conf"));
            assertThat(server)
                    .as("%s", fleet.component())
                    .contains("listen " + fleet.targetGroup().at("/Port").asText() + " ssl");
            assertThat(web ? text("boot/nginx/snippets/health.conf") : server)
                    .as("%s", fleet.component())
                    .contains("location = "
                            + fleet.targetGroup().at("/HealthCheckPath").asText() + " {");
            assertThat(server.contains("/health.conf;"))
                    .as("a web server answers by itself, an application server asks the application")
                    .isEqualTo(web);
        }
    }

    @Mutants
    @Row("S3.3")
    void objectsToOtherRoutes(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedRoutingCheck::routesByMethod));
    }

    static Stream<Mutant> objectsToOtherRoutes() {
        return Stream.of(
                onRule(
                        "writes reach the read API",
                        "read-api",
                        set(METHODS, List.of("GET", "HEAD", "OPTIONS", "POST")),
                        "Too many elements in array (expecting 3, got 4)"),
                onRule(
                        "reads with HEAD reach nobody",
                        "read-api",
                        set(METHODS, List.of("GET", "OPTIONS")),
                        "Expected HEAD but received OPTIONS"),
                onRule(
                        "a rule by path alone",
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
                mutant(
                        all -> LoadBalancedRoutingCheck.loadBalancer(all),
                        set("Scheme", "internet-facing"),
                        "Expected internal but received internet-facing"));
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.3")
    void objectsToAnotherQuestionForHealth(Edit change) {
        mutant(
                        all -> new ServerFleet(all, "read-api").targetGroup(),
                        change,
                        "Expected 2 resources of type AWS::ElasticLoadBalancingV2::TargetGroup but found 1")
                .assertCaughtBy(LOAD_BALANCED, CdkTemplates.check(LoadBalancedRoutingCheck::asksForHealth));
    }

    static Stream<Edit> objectsToAnotherQuestionForHealth() {
        return Stream.of(
                set("Protocol", "HTTP"),
                set("HealthCheckPort", "8080"),
                set("HealthCheckPath", "/"),
                set("Matcher/HttpCode", "200-499"));
    }

    @Mutants
    @Row("S3.3")
    void objectsToAWayAround(Mutant mutant) {
        mutant.assertCaughtBy(LOAD_BALANCED, LoadBalancedRoutingCheck::violations);
    }

    static Stream<Mutant> objectsToAWayAround() {
        return Stream.of(
                new Mutant(
                        "web servers go around the load balancer",
                        all -> all.open(servers(all, "write-api"), 8443, servers(all, "web")),
                        "the write-api admits others"),
                new Mutant(
                        "the VPC reaches the load balancer",
                        all -> all.open(
                                all.target(LoadBalancedRoutingCheck.loadBalancer(all)
                                        .at("/SecurityGroups")),
                                443,
                                "10.0.0.0/16"),
                        "others than the web servers"));
    }

    private static Mutant onRule(String name, String fleet, Edit change, String objection) {
        return new Mutant(name, template -> template.mutate(rule(template, fleet), change), objection);
    }

    private static Resource servers(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).securityGroup();
    }
}

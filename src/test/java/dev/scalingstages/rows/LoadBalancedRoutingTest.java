package dev.scalingstages.rows;

import static dev.scalingstages.rows.LoadBalancedRoutingCheck.listener;
import static dev.scalingstages.rows.LoadBalancedRoutingCheck.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S3.3: the write API and the read API behind an internal load balancer that routes by method. */
class LoadBalancedRoutingTest {
    private static final String METHODS = "/Properties/Conditions/0/HttpRequestMethodConfig/Values";

    @StagesFrom(3)
    @Row("S3.3")
    @DisplayName("the read API receives only reads, the write API only writes, each only from its load balancer")
    void readApiReceivesOnlyReads(ScalingStage stage) {
        assertThat(LoadBalancedRoutingCheck.violations(Templates.of(stage))).isEmpty();
    }

    @StagesFrom(3)
    @Row("S3.3")
    @DisplayName("the health check asks where the boot scripts' server answers")
    void healthCheckAsksWhereServersAnswer(ScalingStage stage) throws IOException {
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(Templates.of(stage))) {
            boolean web = fleet.component().equals("web");
            String server = resource("/boot/nginx/" + (web ? "web.conf" : "application.conf"));
            assertThat(server)
                    .as("%s", fleet.component())
                    .contains("listen " + fleet.targetGroup().at("/Port").asText() + " ssl");
            assertThat(web ? resource("/boot/nginx/snippets/health.conf") : server)
                    .as("%s", fleet.component())
                    .contains("location = "
                            + fleet.targetGroup().at("/HealthCheckPath").asText() + " {");
            assertThat(server.contains("/health.conf;"))
                    .as("a web server answers by itself, an application server asks the application")
                    .isEqualTo(web);
        }
    }

    @ParameterizedTest
    @MethodSource
    @Row("S3.3")
    @DisplayName("the check objects to a way around the routing")
    void checkObjectsTo(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.LOAD_BALANCED), LoadBalancedRoutingCheck::violations);
    }

    static Stream<Mutant> checkObjectsTo() {
        return Stream.of(
                new Mutant(
                        "writes reach the read API",
                        template -> Mutant.put(
                                template,
                                rule(template, "read-api"),
                                METHODS,
                                "[\"GET\",\"HEAD\",\"OPTIONS\",\"POST\"]"),
                        "the read-api receives [GET"),
                new Mutant(
                        "reads with HEAD reach nobody",
                        template -> Mutant.put(template, rule(template, "read-api"), METHODS, "[\"GET\",\"OPTIONS\"]"),
                        "the read-api receives only"),
                new Mutant(
                        "a rule by path alone",
                        template -> Mutant.put(
                                template,
                                rule(template, "write-api"),
                                "/Properties/Conditions",
                                "[{\"Field\":\"path-pattern\",\"PathPatternConfig\":{\"Values\":[\"/api/*\"]}}]"),
                        "whatever the method"),
                new Mutant(
                        "unknown methods reach the read API",
                        template -> Mutant.put(
                                template,
                                listener(template),
                                "/Properties/DefaultActions",
                                rule(template, "read-api").at("/Actions").toString()),
                        "that no rule names"),
                new Mutant(
                        "the internal listener takes plain HTTP",
                        template -> Mutant.put(template, listener(template), "/Properties/Protocol", "\"HTTP\""),
                        "plain HTTP"),
                new Mutant(
                        "web servers go around the load balancer",
                        template -> Mutant.open(
                                template,
                                servers(template, "write-api"),
                                8443,
                                servers(template, "web").logicalId()),
                        "the write-api admits others"),
                new Mutant(
                        "the VPC reaches the load balancer",
                        template -> Mutant.open(
                                template,
                                template.target(LoadBalancedRoutingCheck.loadBalancer(template)
                                        .at("/SecurityGroups")),
                                443,
                                "10.0.0.0/16"),
                        "others than the web servers"),
                new Mutant(
                        "the load balancer faces the internet",
                        template -> Mutant.put(
                                template,
                                LoadBalancedRoutingCheck.loadBalancer(template),
                                "/Properties/Scheme",
                                "\"internet-facing\""),
                        "not internal"),
                new Mutant(
                        "health is asked on another port",
                        template -> Mutant.put(
                                template,
                                new ServerFleet(template, "read-api").targetGroup(),
                                "/Properties/HealthCheckPort",
                                "\"8080\""),
                        "elsewhere than it serves"),
                new Mutant(
                        "any answer counts as healthy",
                        template -> Mutant.put(
                                template,
                                new ServerFleet(template, "read-api").targetGroup(),
                                "/Properties/Matcher/HttpCode",
                                "\"200-499\""),
                        "whatever it answers"));
    }

    private static Resource servers(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).securityGroup();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = LoadBalancedRoutingTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

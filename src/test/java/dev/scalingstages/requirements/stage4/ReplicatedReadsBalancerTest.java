package dev.scalingstages.requirements.stage4;

import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.function;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.loadBalancer;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.replicas;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S4.4: a load balancer in front of the replicas, and the function that follows them. */
class ReplicatedReadsBalancerTest {
    private static final String BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private static final String FUNCTION = "AWS::Lambda::Function";
    private static final String PERMISSION = "AWS::Lambda::Permission";
    private static final String SCHEDULE = "AWS::Events::Rule";
    private static final String TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup";

    @StagesFrom(4)
    @Row("S4.4")
    @DisplayName("a load balancer follows exactly the replicas, and its function may touch nothing else")
    void loadBalancerFollowsReplicas(ScalingStage stage) {
        balancesAndFollows(CdkTemplates.of(stage));
        assertThat(ReplicatedReadsBalancerCheck.violations(Templates.of(stage))).isEmpty();
    }

    @Mutants
    @Row("S4.4")
    void objectsToAWeakerBalancer(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.REPLICATED_READS,
                CdkTemplates.check(ReplicatedReadsBalancerTest::balancesAndFollows)
                        .and(ReplicatedReadsBalancerCheck::violations));
    }

    static Stream<Mutant> objectsToAWeakerBalancer() {
        return Stream.of(
                new Mutant(
                        "a replica that the function does not know",
                        template -> template.mutate(
                                template.add(
                                        "MutantReplica",
                                        "AWS::RDS::DBInstance",
                                        replicas(template).get(0).properties()),
                                replace("/Properties", "-1\"", "-9\"")),
                        "other replicas"),
                new Mutant(
                        "the function follows another target group",
                        template -> template.mutate(
                                function(template),
                                set(
                                        "/Properties/Environment/Variables/TARGET_GROUPS",
                                        "[{\"targetGroupArn\":\"arn\",\"replicas\":[\"other\"],\"port\":13306}]")),
                        "other target groups"),
                new Mutant(
                        "lagging replicas stay",
                        template -> template.mutate(
                                function(template),
                                set("/Properties/Environment/Variables/MAXIMUM_LAG_SECONDS", "3600")),
                        "String '3600' did not match pattern"),
                new Mutant(
                        "all replicas may be left out",
                        template -> template.mutate(
                                function(template), set("/Properties/Environment/Variables/MINIMUM_TARGETS", "0")),
                        "String '0' did not match pattern"),
                new Mutant(
                        "the schedule is off",
                        template -> template.mutate(template.only(SCHEDULE), set("/Properties/State", "DISABLED")),
                        "Expected ENABLED but received DISABLED"),
                new Mutant(
                        "the schedule may not start the function",
                        template -> template.resources(PERMISSION).forEach(template::drop),
                        "0 resources with type " + PERMISSION),
                new Mutant(
                        "a replica that fails is not noticed",
                        template -> template.mutate(
                                template.only(TARGETS, "replica-load-balancer"),
                                set("/Properties/HealthCheckIntervalSeconds", 300)),
                        "300.0"),
                policy("elasticloadbalancing:RegisterTargets", "other target groups"),
                policy("rds:DescribeDBInstances", "other databases"),
                policy("elasticloadbalancing:*", "it may do to everything"),
                policy("rds:RebootDBInstance", "it may also"),
                new Mutant(
                        "a way to a replica around the load balancer",
                        template -> template.open(
                                template.target(replicas(template).get(0).at("/VPCSecurityGroups")),
                                13306,
                                new ServerFleet(template, "read-api").securityGroup()),
                        "around the load balancer"),
                new Mutant(
                        "the load balancer faces the internet",
                        template ->
                                template.mutate(loadBalancer(template), set("/Properties/Scheme", "internet-facing")),
                        "Expected internal but received internet-facing"));
    }

    private static void balancesAndFollows(Template template) {
        template.resourcePropertiesCountIs(BALANCER, Map.of("Type", "network"), 1);
        template.hasResourceProperties(BALANCER, Map.of("Type", "network", "Scheme", "internal"));
        Capture interval = new Capture();
        each(
                template,
                TARGETS,
                Map.of("Protocol", "TCP"),
                Map.ofEntries(
                        entry("TargetType", "ip"),
                        entry("Port", 13306),
                        entry("HealthCheckProtocol", "TCP"),
                        entry("HealthCheckPort", Match.stringLikeRegexp("^(traffic-port|13306)$")),
                        entry("HealthCheckIntervalSeconds", interval)));
        areWithin(5, 30, interval);
        template.hasResourceProperties(
                FUNCTION,
                Map.of(
                        "Environment",
                        Map.of(
                                "Variables",
                                Map.ofEntries(
                                        entry("TARGET_GROUPS", Match.anyValue()),
                                        entry("MAXIMUM_LAG_SECONDS", Match.stringLikeRegexp("^([1-9]|[1-5]\\d|60)$")),
                                        entry("MINIMUM_TARGETS", Match.stringLikeRegexp("^[1-9]\\d*$"))))));
        String function = template.getResourceId(
                FUNCTION,
                Map.of(
                        "Properties",
                        Map.of("Environment", Map.of("Variables", Map.of("TARGET_GROUPS", Match.anyValue())))));
        template.hasResourceProperties(
                SCHEDULE,
                Map.ofEntries(
                        entry("ScheduleExpression", "rate(1 minute)"),
                        entry("State", "ENABLED"),
                        entry("Targets", with(Map.of("Arn", attribute(function, "Arn"))))));
        template.hasResourceProperties(
                PERMISSION,
                Map.ofEntries(
                        entry("Principal", "events.amazonaws.com"),
                        entry("FunctionName", attribute(function, "Arn")),
                        entry("SourceArn", attribute(template.getResourceId(SCHEDULE), "Arn"))));
    }

    private static Mutant policy(String action, String objection) {
        return new Mutant(
                "the function's role may " + action + " on everything",
                template -> template.allow(ReplicatedReadsBalancerCheck.role(template), action, "*"),
                objection);
    }
}

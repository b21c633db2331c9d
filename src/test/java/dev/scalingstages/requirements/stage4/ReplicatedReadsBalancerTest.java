package dev.scalingstages.requirements.stage4;

import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.function;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.loadBalancer;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.replicas;
import static dev.scalingstages.testing.Edits.replace;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
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

    @TestFactory
    @Row("S4.4")
    DynamicNode objectsToAWeakerBalancer() {
        return caughtBy(
                CdkTemplates.check(ReplicatedReadsBalancerTest::balancesAndFollows)
                        .and(ReplicatedReadsBalancerCheck::violations),
                ScalingStage.REPLICATED_READS,
                mutant(
                        all -> all.add(
                                "MutantReplica",
                                "AWS::RDS::DBInstance",
                                replicas(all).get(0).properties()),
                        replace("/Properties", "-1\"", "-9\""),
                        "other replicas"),
                mutant(
                        all -> function(all),
                        set(
                                "Environment/Variables/TARGET_GROUPS",
                                "[{\"targetGroupArn\":\"arn\",\"replicas\":[\"other\"],\"port\":13306}]"),
                        "other target groups"),
                mutant(all -> function(all), set("Environment/Variables/MAXIMUM_LAG_SECONDS", "3600"), "String '3600'"),
                mutant(all -> function(all), set("Environment/Variables/MINIMUM_TARGETS", "0"), "String '0' did not"),
                mutant(SCHEDULE, set("State", "DISABLED"), "Expected ENABLED but received DISABLED"),
                mutant(all -> all.resources(PERMISSION).forEach(all::drop), "0 resources with type " + PERMISSION),
                mutant(
                        all -> all.only(TARGETS, "replica-load-balancer"),
                        set("HealthCheckIntervalSeconds", 300),
                        "300.0"),
                policy("elasticloadbalancing:RegisterTargets", "other target groups"),
                policy("rds:DescribeDBInstances", "other databases"),
                policy("elasticloadbalancing:*", "it may do to everything"),
                policy("rds:RebootDBInstance", "it may also"),
                new Mutant(
                        "a way to a replica around the load balancer",
                        all -> all.open(
                                all.target(replicas(all).get(0).at("/VPCSecurityGroups")),
                                13306,
                                new ServerFleet(all, "read-api").securityGroup()),
                        "around the load balancer"),
                mutant(all -> loadBalancer(all), set("Scheme", "internet-facing"), "but received internet-facing"));
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
                object(
                        entry("Environment/Variables/TARGET_GROUPS", Match.anyValue()),
                        entry(
                                "Environment/Variables/MAXIMUM_LAG_SECONDS",
                                Match.stringLikeRegexp("^([1-9]|[1-5]\\d|60)$")),
                        entry("Environment/Variables/MINIMUM_TARGETS", Match.stringLikeRegexp("^[1-9]\\d*$"))));
        String function = template.getResourceId(
                FUNCTION, object("Properties/Environment/Variables/TARGET_GROUPS", Match.anyValue()));
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
        return mutant(all -> all.allow(ReplicatedReadsBalancerCheck.role(all), action, "*"), objection);
    }
}

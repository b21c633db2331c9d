package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.requirements.everystage.Hasty.fleet;
import static dev.scalingstages.requirements.everystage.Hasty.hasty;
import static dev.scalingstages.requirements.everystage.Hasty.of;
import static dev.scalingstages.requirements.everystage.Hasty.rule;
import static dev.scalingstages.requirements.everystage.Hasty.type;
import static dev.scalingstages.stage.ScalingStage.AUTOSCALED;
import static dev.scalingstages.stage.ScalingStage.DATA_PLATFORM;
import static dev.scalingstages.stage.ScalingStage.LOAD_BALANCED;
import static dev.scalingstages.stage.ScalingStage.REPLICATED_READS;
import static dev.scalingstages.stage.ScalingStage.SEPARATE_STORAGE;
import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;

import dev.scalingstages.requirements.everystage.Hasty.Which;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.NetworkRules;
import dev.scalingstages.testing.rules.StartOrder;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

@ReadsTemplates
class EveryStageOrderTest {
    private static final String INSTANCE = "AWS::EC2::Instance";
    private static final String EGRESS = "AWS::EC2::SecurityGroupEgress";
    private static final String ENDPOINT = "AWS::EC2::VPCEndpoint";
    private static final String POLICY = "AWS::IAM::ManagedPolicy";
    private static final String WAIT = "Custom::ReplicasServing";
    private static final String LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";

    @EachConfiguration
    @Row({"X10", "S6.3", "S6.4", "S6.5", "S6.6", "S6.8"})
    void aServerStartsWhenAllThatItNeedsIsComplete(Configuration configuration) {
        configuration.meets(StartOrder::violations);
    }

    @TestFactory
    @Row("X10")
    DynamicNode theCheckObjects() {
        Which wait = type(WAIT);
        return caughtBy(
                StartOrder::violations,
                hasty(REPLICATED_READS, fleet("read-api"), wait, "starts before"),
                hasty(AUTOSCALED, wait, type("AWS::RDS::DBInstance"), "starts before"),
                hasty(DATA_PLATFORM, wait, type(LISTENER), "starts before"),
                hasty(REPLICATED_READS, wait, rule("replica load balancer to read replicas"), "starts before"),
                hasty(REPLICATED_READS, wait, type("AWS::Lambda::Permission"), "starts before"),
                hasty(
                        REPLICATED_READS,
                        of("AWS::Lambda::Function", "replica-load-balancer"),
                        type(POLICY),
                        "before the policy"),
                mutant(REPLICATED_READS, all -> all.drop(first(all, wait)), "nothing waits until"),
                mutant(DATA_PLATFORM, all -> first(all, wait), remove("TargetGroups/2"), "nothing waits until"),
                hasty(SEPARATE_STORAGE, type(INSTANCE), rule("server to database"), "starts before"),
                hasty(
                        LOAD_BALANCED,
                        fleet("write-api"),
                        rule("write API to database").and(type(INGRESS)),
                        "starts before"),
                hasty(DATA_PLATFORM, fleet("worker"), rule("worker to cache").and(type(EGRESS)), "starts before"),
                hasty(LOAD_BALANCED, fleet("web"), rule("public load balancer to web servers"), "starts before"),
                hasty(LOAD_BALANCED, fleet("write-api"), type("AWS::ElasticLoadBalancingV2::ListenerRule"), "leads to"),
                hasty(LOAD_BALANCED, fleet("web"), type(LISTENER), "starts before"),
                new StageMutant(
                        "a cache that admits nobody",
                        REPLICATED_READS,
                        "does not admit",
                        all -> all.drop(first(all, rule("write API to cache").and(type(INGRESS))))),
                mutant(
                        REPLICATED_READS,
                        all -> first(all, type(LISTENER).and(each -> each.number("/Port") == 13306)),
                        set("Port", 3306),
                        "does not listen where"),
                new StageMutant(
                        "a server without a way to its database",
                        SEPARATE_STORAGE,
                        "has no way to it",
                        all -> all.resources(EGRESS).stream()
                                .filter(rule("server to database"))
                                .forEach(all::drop)),
                hasty(SINGLE_SERVER, type(INSTANCE), type(POLICY), "before the policy"),
                hasty(DATA_PLATFORM, fleet("worker"), type(POLICY), "before the policy"),
                hasty(SINGLE_SERVER, type(INSTANCE), type(ENDPOINT), "endpoint"),
                hasty(AUTOSCALED, fleet("web"), type(ENDPOINT), "endpoint"),
                hasty(SINGLE_SERVER, type(ENDPOINT), type("AWS::EC2::SubnetRouteTableAssociation"), "'s route"),
                mutant(SEPARATE_STORAGE, endpoint("secretsmanager"), set("PrivateDnsEnabled", false), "own name"),
                mutant(DATA_PLATFORM, all -> all.drop(NetworkRules.endpoint(all, "sqs")), "has no endpoint for it"),
                mutant(LOAD_BALANCED, endpoint("s3"), set("RouteTableIds", List.of()), "in no route"),
                hasty(DATA_PLATFORM, fleet("write-api"), fleet("worker"), "starts before"),
                mutant(
                        REPLICATED_READS,
                        all -> all.forbid(
                                all.target(all.only("AWS::Lambda::Function", "replica-load-balancer")
                                        .at("/Role")),
                                "elasticloadbalancing:RegisterTargets"),
                        "may not register"),
                mutant(LOAD_BALANCED, all -> forbid(all, "secretsmanager:GetSecretValue"), "may not use it"),
                mutant(SINGLE_SERVER, all -> forbid(all, "ssmmessages:OpenDataChannel"), "nobody knows by which"));
    }

    private static void forbid(CloudTemplate template, String action) {
        template.resources("AWS::IAM::Role").forEach(role -> template.forbid(role, action));
    }

    private static Resource first(CloudTemplate template, Predicate<Resource> wanted) {
        return template.resources().stream().filter(wanted).findFirst().orElseThrow();
    }

    private static Function<CloudTemplate, Resource> endpoint(String service) {
        return all -> NetworkRules.endpoint(all, service);
    }
}

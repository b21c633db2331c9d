package dev.scalingstages.requirements.everystage;

import static dev.scalingstages.requirements.everystage.Hasty.fleet;
import static dev.scalingstages.requirements.everystage.Hasty.hasty;
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
import static dev.scalingstages.testing.StageMutant.mutant;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.rules.NetworkRules;
import dev.scalingstages.testing.rules.StartOrder;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

@ReadsTemplates
class EveryStageOrderTest {
    private static final String ENDPOINT = "AWS::EC2::VPCEndpoint";
    private static final String POLICY = "AWS::IAM::ManagedPolicy";
    private static final String WAIT = "Custom::ReplicasServing";
    private static final String LISTENER = "AWS::ElasticLoadBalancingV2::Listener";
    private static final String INGRESS = "AWS::EC2::SecurityGroupIngress";

    @EachConfiguration
    @Row("X10")
    void aServerStartsWhenAllThatItNeedsIsComplete(Configuration configuration) {
        configuration.meets(StartOrder::violations);
    }

    @Mutants
    @Row("X10")
    void theCheckObjects(StageMutant mutant) {
        mutant.assertCaughtBy(StartOrder::violations);
    }

    static Stream<StageMutant> theCheckObjects() {
        return Stream.of(replicas(), ways(), permissions(), endpoints(), others())
                .flatMap(each -> each);
    }

    private static Stream<StageMutant> replicas() {
        Predicate<Resource> wait = type(WAIT);
        return Stream.of(
                hasty("a read API ahead of its replicas", REPLICATED_READS, fleet("read-api"), wait, "starts before"),
                hasty("a wait ahead of replicas", AUTOSCALED, wait, type("AWS::RDS::DBInstance"), "starts before"),
                hasty("a wait ahead of a listener", DATA_PLATFORM, wait, type(LISTENER), "starts before"),
                hasty(
                        "a wait ahead of who admits it",
                        REPLICATED_READS,
                        wait,
                        rule("replica load balancer to read replicas"),
                        "starts before"),
                hasty(
                        "a wait ahead of who may follow",
                        REPLICATED_READS,
                        wait,
                        type("AWS::Lambda::Permission"),
                        "starts before"),
                hasty(
                        "a function ahead of its permissions",
                        REPLICATED_READS,
                        type("AWS::Lambda::Function").and(each -> each.isOf("replica-load-balancer")),
                        type(POLICY),
                        "starts before the policy"),
                mutant(REPLICATED_READS, all -> all.drop(first(all, wait)), "nothing waits until somebody answers"),
                mutant(
                        DATA_PLATFORM,
                        all -> first(all, wait),
                        remove("TargetGroups/2"),
                        "nothing waits until somebody answers"),
                new StageMutant(
                        "a function that may register nobody",
                        REPLICATED_READS,
                        "may not register",
                        all -> all.resources(POLICY).stream()
                                .filter(each -> each.properties().toString().contains("RegisterTargets"))
                                .forEach(each -> all.mutate(
                                        each,
                                        set(
                                                "PolicyDocument/Statement/1/Action",
                                                List.of("elasticloadbalancing:DeregisterTargets"))))));
    }

    private static Stream<StageMutant> ways() {
        return Stream.of(
                hasty(
                        "a server ahead of the database's rule",
                        SEPARATE_STORAGE,
                        type("AWS::EC2::Instance"),
                        rule("server to database"),
                        "starts before"),
                hasty(
                        "a fleet ahead of the database's rule",
                        LOAD_BALANCED,
                        fleet("write-api"),
                        rule("write API to database").and(type(INGRESS)),
                        "starts before"),
                hasty(
                        "a fleet ahead of its own rule",
                        DATA_PLATFORM,
                        fleet("worker"),
                        rule("worker to cache").and(type("AWS::EC2::SecurityGroupEgress")),
                        "starts before"),
                hasty(
                        "a fleet ahead of the load balancer's rule",
                        LOAD_BALANCED,
                        fleet("web"),
                        rule("public load balancer to web servers"),
                        "starts before"),
                hasty(
                        "a fleet that nothing leads to yet",
                        LOAD_BALANCED,
                        fleet("write-api"),
                        type("AWS::ElasticLoadBalancingV2::ListenerRule"),
                        "leads to it"),
                hasty(
                        "web servers ahead of the internal listener",
                        LOAD_BALANCED,
                        fleet("web"),
                        type(LISTENER),
                        "starts before"),
                new StageMutant(
                        "a cache that admits nobody",
                        REPLICATED_READS,
                        "does not admit",
                        all -> all.drop(first(all, rule("write API to cache").and(type(INGRESS))))),
                mutant(
                        REPLICATED_READS,
                        all -> first(
                                all, type(LISTENER).and(each -> each.at("/Port").asInt() == 13306)),
                        set("Port", 3306),
                        "does not listen where"),
                new StageMutant(
                        "a server without a way to its database",
                        SEPARATE_STORAGE,
                        "has no way to it",
                        all -> all.resources("AWS::EC2::SecurityGroupEgress").stream()
                                .filter(rule("server to database"))
                                .forEach(all::drop)));
    }

    private static Stream<StageMutant> permissions() {
        return Stream.of(
                hasty(
                        "a server ahead of its permissions",
                        SINGLE_SERVER,
                        type("AWS::EC2::Instance"),
                        type(POLICY),
                        "starts before the policy"),
                hasty(
                        "a fleet ahead of one of its policies",
                        DATA_PLATFORM,
                        fleet("worker"),
                        type(POLICY),
                        "starts before the policy"),
                new StageMutant(
                        "a secret that may not be read",
                        LOAD_BALANCED,
                        "may not use it",
                        all -> all.resources(POLICY).stream()
                                .filter(each -> each.properties().toString().contains("GetSecretValue"))
                                .forEach(each -> all.mutate(each, set("PolicyDocument/Statement", List.of())))));
    }

    private static Stream<StageMutant> endpoints() {
        return Stream.of(
                hasty(
                        "a server ahead of endpoints",
                        SINGLE_SERVER,
                        type("AWS::EC2::Instance"),
                        type(ENDPOINT),
                        "endpoint"),
                hasty("a fleet ahead of endpoints", AUTOSCALED, fleet("web"), type(ENDPOINT), "endpoint"),
                hasty(
                        "a gateway ahead of its routes",
                        SINGLE_SERVER,
                        type(ENDPOINT),
                        type("AWS::EC2::SubnetRouteTableAssociation"),
                        "'s route"),
                mutant(
                        SEPARATE_STORAGE,
                        all -> NetworkRules.endpoint(all, "secretsmanager"),
                        set("PrivateDnsEnabled", false),
                        "own name"),
                mutant(DATA_PLATFORM, all -> all.drop(NetworkRules.endpoint(all, "sqs")), "has no endpoint for it"),
                mutant(
                        LOAD_BALANCED,
                        all -> NetworkRules.endpoint(all, "s3"),
                        set("RouteTableIds", List.of()),
                        "is in no route table"));
    }

    private static Stream<StageMutant> others() {
        return Stream.of(
                hasty(
                        "a write API ahead of workers",
                        DATA_PLATFORM,
                        fleet("write-api"),
                        fleet("worker"),
                        "starts before"),
                new StageMutant(
                        "an action of a service that nobody knows",
                        SINGLE_SERVER,
                        "nobody knows by which endpoint",
                        all -> all.resources(POLICY).stream()
                                .filter(each -> each.properties().toString().contains("ssmmessages"))
                                .forEach(each -> all.mutate(
                                        each,
                                        set("PolicyDocument/Statement/0/Action", List.of("bedrock:InvokeModel"))))));
    }

    private static Resource first(CloudTemplate template, Predicate<Resource> wanted) {
        return template.resources().stream().filter(wanted).findFirst().orElseThrow();
    }
}

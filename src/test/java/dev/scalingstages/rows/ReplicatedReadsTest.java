package dev.scalingstages.rows;

import static dev.scalingstages.rows.ReplicatedReadsBalancerCheck.function;
import static dev.scalingstages.rows.ReplicatedReadsBalancerCheck.loadBalancer;
import static dev.scalingstages.rows.ReplicatedReadsBalancerCheck.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.TestApp;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S4.3 to S4.7: replicas in other zones, a load balancer that follows them, reads and writes told apart. */
class ReplicatedReadsTest {
    @StagesFrom(4)
    @Row("S4.3")
    @DisplayName("each content database has private replicas in different zones")
    void replicasAreInDifferentZones(ScalingStage stage) {
        assertThat(ReplicatedReadsPathCheck.replicated(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S4.3")
    @DisplayName("the check objects to replicas that fail together or are open")
    void objectsToWeakerReplicas(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.REPLICATED_READS), ReplicatedReadsPathCheck::replicated);
    }

    static Stream<Mutant> objectsToWeakerReplicas() {
        return Stream.of(
                new Mutant(
                        "replicas in one zone",
                        template -> replicas(template)
                                .forEach(replica -> Mutant.put(
                                        template, replica, "/Properties/AvailabilityZone", "\"us-east-1a\"")),
                        "share a zone"),
                new Mutant(
                        "one replica",
                        template -> Mutant.drop(template, replicas(template).get(0)),
                        "has 1 replicas"),
                new Mutant(
                        "a public replica",
                        template -> Mutant.put(
                                template, replicas(template).get(0), "/Properties/PubliclyAccessible", "true"),
                        "public address"),
                new Mutant(
                        "a replica without a say about public addresses",
                        template ->
                                Mutant.remove(template, replicas(template).get(0), "/Properties/PubliclyAccessible"),
                        "public address"),
                new Mutant(
                        "a replica that does not require TLS",
                        template -> Mutant.put(
                                template,
                                template.target(replicas(template).get(0).at("/DBParameterGroupName")),
                                "/Properties/Parameters/require_secure_transport",
                                "\"OFF\""),
                        "without TLS"));
    }

    @StagesFrom(4)
    @Row("S4.4")
    @DisplayName("a load balancer follows exactly the replicas, and its function may touch nothing else")
    void loadBalancerFollowsReplicas(ScalingStage stage) {
        assertThat(ReplicatedReadsBalancerCheck.violations(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S4.4")
    @DisplayName("the check objects to a load balancer that loses replicas or a function that may too much")
    void objectsToAWeakerBalancer(Mutant mutant) {
        mutant.assertCaught(
                () -> Templates.of(ScalingStage.REPLICATED_READS), ReplicatedReadsBalancerCheck::violations);
    }

    static Stream<Mutant> objectsToAWeakerBalancer() {
        return Stream.of(
                new Mutant(
                        "a replica that the function does not know",
                        template -> Mutant.add(
                                template,
                                "MutantReplica",
                                "AWS::RDS::DBInstance",
                                replicas(template)
                                        .get(0)
                                        .properties()
                                        .toString()
                                        .replace("-1\"", "-9\"")),
                        "other replicas"),
                new Mutant(
                        "the function follows another target group",
                        template -> Mutant.put(
                                template,
                                function(template),
                                "/Properties/Environment/Variables/TARGET_GROUPS",
                                "\"[{\\\"targetGroupArn\\\":\\\"arn\\\",\\\"replicas\\\":[\\\"other\\\"],"
                                        + "\\\"port\\\":13306}]\""),
                        "other target groups"),
                new Mutant(
                        "lagging replicas stay",
                        template -> Mutant.put(
                                template,
                                function(template),
                                "/Properties/Environment/Variables/MAXIMUM_LAG_SECONDS",
                                "\"3600\""),
                        "lags is not left out"),
                new Mutant(
                        "the schedule is off",
                        template -> Mutant.put(
                                template,
                                template.only("AWS::Events::Rule", "replica-load-balancer"),
                                "/Properties/State",
                                "\"DISABLED\""),
                        "each minute"),
                new Mutant(
                        "the schedule may not start the function",
                        template -> template.resources("AWS::Lambda::Permission")
                                .forEach(permission -> Mutant.drop(template, permission)),
                        "may not start"),
                policy("elasticloadbalancing:RegisterTargets", "other target groups"),
                policy("rds:DescribeDBInstances", "other databases"),
                policy("elasticloadbalancing:*", "it may do to everything"),
                policy("rds:RebootDBInstance", "it may also"),
                new Mutant(
                        "a way to a replica around the load balancer",
                        template -> Mutant.open(
                                template,
                                template.target(replicas(template).get(0).at("/VPCSecurityGroups")),
                                13306,
                                new ServerFleet(template, "read-api")
                                        .securityGroup()
                                        .logicalId()),
                        "around the load balancer"),
                new Mutant(
                        "the load balancer faces the internet",
                        template -> Mutant.put(
                                template, loadBalancer(template), "/Properties/Scheme", "\"internet-facing\""),
                        "not internal"));
    }

    @StagesFrom(4)
    @Row("S4.5")
    @DisplayName("the read API knows and reaches cache and replicas only, the write API the primary")
    void readsAndWritesAreToldApart(ScalingStage stage) {
        assertThat(ReplicatedReadsPathCheck.toldApart(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S4.5")
    @DisplayName("the check objects to reads from the primary")
    void objectsToMixedPaths(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.REPLICATED_READS), ReplicatedReadsPathCheck::toldApart);
    }

    static Stream<Mutant> objectsToMixedPaths() {
        return Stream.of(
                new Mutant(
                        "the read API reaches the primary",
                        template -> Mutant.open(
                                template,
                                template.target(template.only("AWS::RDS::DBInstance", "database")
                                        .at("/VPCSecurityGroups")),
                                13306,
                                new ServerFleet(template, "read-api")
                                        .securityGroup()
                                        .logicalId()),
                        "the read API reaches the primary"),
                new Mutant(
                        "the read API is set up as the write API",
                        template -> Mutant.put(
                                template,
                                new ServerFleet(template, "read-api").launchTemplate(),
                                "/Properties/LaunchTemplateData/UserData",
                                new ServerFleet(template, "write-api")
                                        .server()
                                        .path("UserData")
                                        .toString()),
                        "the read API is told the primary"),
                new Mutant(
                        "no way to the replicas",
                        template -> Mutant.put(
                                template,
                                loadBalancer(template),
                                "/Properties/SecurityGroups",
                                new ServerFleet(template, "web")
                                        .server()
                                        .path("SecurityGroupIds")
                                        .toString()),
                        "cannot reach the replicas"));
    }

    @Test
    @Row("S4.6")
    @DisplayName("there are more web and application servers than at stage 3")
    void moreServersThanAtStage3() {
        for (String component : ServerFleet.BEHIND_LOAD_BALANCERS) {
            ServerFleet before = new ServerFleet(Templates.of(ScalingStage.LOAD_BALANCED), component);
            ServerFleet now = new ServerFleet(Templates.of(ScalingStage.REPLICATED_READS), component);
            assertThat(now.minimum()).as("%s at least", component).isGreaterThan(before.minimum());
            assertThat(now.maximum()).as("%s at most", component).isGreaterThan(before.maximum());
        }
    }

    @Test
    @Row("S4.7")
    @DisplayName("the buffer pool's share of memory is a setting, for primaries and replicas alike")
    void bufferPoolIsSetting() throws IOException {
        CloudTemplate template = Templates.of(ScalingStage.REPLICATED_READS);
        assertThat(template.resources("AWS::RDS::DBInstance"))
                .hasSizeGreaterThan(2)
                .allSatisfy(instance ->
                        assertThat(bufferPool(template, instance)).isEqualTo("{DBInstanceClassMemory*75/100}"));

        Path assembly = TestApp.synthesize(Templates.context(Map.of("stage", 4, "databaseBufferPoolPercent", 60)));
        CloudTemplate tuned = new CloudTemplate(new ObjectMapper()
                .readTree(assembly.resolve("scaling-stages.template.json").toFile()));
        assertThat(tuned.resources("AWS::RDS::DBInstance"))
                .as("with the setting")
                .hasSizeGreaterThan(2)
                .allSatisfy(instance ->
                        assertThat(bufferPool(tuned, instance)).isEqualTo("{DBInstanceClassMemory*60/100}"));
    }

    private static String bufferPool(CloudTemplate template, Resource instance) {
        return template.target(instance.at("/DBParameterGroupName"))
                .at("/Parameters/innodb_buffer_pool_size")
                .asText();
    }

    private static Mutant policy(String action, String objection) {
        return new Mutant(
                "the function's role may " + action + " on everything",
                template -> Mutant.add(
                        template,
                        "MutantPolicy",
                        "AWS::IAM::Policy",
                        "{\"Roles\":[{\"Ref\":\""
                                + ReplicatedReadsBalancerCheck.role(template).logicalId()
                                + "\"}],\"PolicyDocument\":{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action
                                + "\",\"Resource\":\"*\"}]}}"),
                objection);
    }
}

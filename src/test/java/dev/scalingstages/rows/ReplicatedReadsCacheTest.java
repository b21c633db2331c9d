package dev.scalingstages.rows;

import static dev.scalingstages.rows.ReplicatedReadsCacheCheck.cluster;
import static dev.scalingstages.rows.ReplicatedReadsCacheCheck.securityGroup;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S4.1 and S4.2: a cache that is encrypted, asks who comes, fails over, and gets more shards in place. */
class ReplicatedReadsCacheTest {
    /** What may change in place; everything else can be set only when the cache is created, or must not drift. */
    private static final List<String> CHANGEABLE =
            List.of("NumNodeGroups", "ReplicasPerNodeGroup", "CacheNodeType", "Tags");

    @StagesFrom(4)
    @Row("S4.1")
    @DisplayName("the cache takes TLS and known users only, and fails over to another zone")
    void cacheIsEncryptedAuthenticatedAndFailsOver(ScalingStage stage) {
        assertThat(ReplicatedReadsCacheCheck.violations(Templates.of(stage))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Row("S4.1")
    @DisplayName("the check objects to a weaker cache")
    void objectsToAWeakerCache(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.REPLICATED_READS), ReplicatedReadsCacheCheck::violations);
    }

    static Stream<Mutant> objectsToAWeakerCache() {
        return Stream.of(
                change("TLS off", "/TransitEncryptionEnabled", "false", "TLS is not required"),
                change("TLS offered only", "/TransitEncryptionMode", "\"preferred\"", "TLS is not required"),
                change("no encryption at rest", "/AtRestEncryptionEnabled", "false", "not encrypted at rest"),
                new Mutant(
                        "encrypted with AWS's key",
                        template -> Mutant.remove(template, cluster(template), "/Properties/KmsKeyId"),
                        "key of ours"),
                change("one zone", "/MultiAZEnabled", "false", "in one zone"),
                change("no failover", "/AutomaticFailoverEnabled", "false", "does not fail over"),
                change("no replica", "/ReplicasPerNodeGroup", "0", "nothing to fail over to"),
                new Mutant(
                        "no users",
                        template -> Mutant.remove(template, cluster(template), "/Properties/UserGroupIds"),
                        "may use it"),
                new Mutant(
                        "a user without a password",
                        template -> Mutant.put(
                                template,
                                template.only("AWS::ElastiCache::User"),
                                "/Properties/AuthenticationMode",
                                "{\"Type\":\"no-password-required\"}"),
                        "otherwise than by IAM"),
                new Mutant(
                        "open to the web servers",
                        template -> Mutant.open(
                                template,
                                securityGroup(template),
                                16379,
                                new ServerFleet(template, "web").securityGroup().logicalId()),
                        "others than its users"),
                new Mutant(
                        "a role for every cache",
                        template -> Mutant.add(
                                template,
                                "MutantPolicy",
                                "AWS::IAM::Policy",
                                "{\"Roles\":[{\"Ref\":\"" + role(template, "read-api") + "\"}],\"PolicyDocument\":"
                                        + "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"elasticache:Connect\","
                                        + "\"Resource\":\"*\"}]}}"),
                        "more or less than this cache"),
                new Mutant(
                        "in public subnets",
                        template -> Mutant.put(
                                template,
                                template.target(cluster(template).at("/CacheSubnetGroupName")),
                                "/Properties/SubnetIds",
                                LoadBalancedDoorCheck.publicLoadBalancer(template)
                                        .at("/Subnets")
                                        .toString()),
                        "private subnets"));
    }

    @StagesFrom(4)
    @Row("S4.1")
    @DisplayName("web and application servers keep no state: any server may answer, and none leaves a disk")
    void serversKeepNoState(ScalingStage stage) {
        for (ServerFleet fleet : ServerFleet.behindLoadBalancers(Templates.of(stage))) {
            assertThat(LoadBalancedDoorCheck.attribute(fleet.targetGroup(), "stickiness.enabled"))
                    .as("%s", fleet.component())
                    .isIn("", "false");
            assertThat(fleet.server().path("BlockDeviceMappings"))
                    .as("%s", fleet.component())
                    .hasSize(1)
                    .allMatch(disk -> disk.at("/Ebs/DeleteOnTermination").asBoolean());
        }
    }

    @StagesFrom(4)
    @Row("S4.2")
    @DisplayName("cluster mode is on, and shards come in place")
    void shardsComeInPlace(ScalingStage stage) {
        assertThat(ReplicatedReadsCacheCheck.growth(Templates.of(stage))).isEmpty();
    }

    @Test
    @Row("S4.2")
    @DisplayName("the first day's cache has one shard with replicas, and is the cache of later stages")
    void oneShardFromTheFirstDay() {
        Resource first = cluster(Templates.of(ScalingStage.REPLICATED_READS));
        assertThat(first.at("/NumNodeGroups").asInt()).as("shards").isEqualTo(1);
        assertThat(first.at("/ReplicasPerNodeGroup").asInt()).as("replicas").isGreaterThanOrEqualTo(1);
        for (ScalingStage later : List.of(ScalingStage.AUTOSCALED, ScalingStage.DATA_PLATFORM)) {
            Resource grown = cluster(Templates.of(later));
            assertThat(grown.logicalId()).as("at %s", later).isEqualTo(first.logicalId());
            assertThat(withoutChangeable(grown)).as("at %s", later).isEqualTo(withoutChangeable(first));
        }
    }

    @ParameterizedTest
    @MethodSource
    @Row("S4.2")
    @DisplayName("the check objects to a cache that must be replaced to grow")
    void objectsToACacheThatCannotGrow(Mutant mutant) {
        mutant.assertCaught(() -> Templates.of(ScalingStage.REPLICATED_READS), ReplicatedReadsCacheCheck::growth);
    }

    static Stream<Mutant> objectsToACacheThatCannotGrow() {
        return Stream.of(
                change("cluster mode off", "/ClusterMode", "\"disabled\"", "cluster mode is off"),
                new Mutant(
                        "parameters for cluster mode off",
                        template -> Mutant.put(
                                template,
                                template.target(cluster(template).at("/CacheParameterGroupName")),
                                "/Properties/Properties/cluster-enabled",
                                "\"no\""),
                        "parameter group"),
                new Mutant(
                        "UseOnlineResharding dropped",
                        template -> Mutant.remove(template, cluster(template), "/UpdatePolicy/UseOnlineResharding"),
                        "replaces the cluster"),
                change("shards one by one", "/NodeGroupConfiguration", "[{\"ReplicaCount\":2}]", "one by one"),
                change("no replica", "/ReplicasPerNodeGroup", "0", "no replica"));
    }

    private static Mutant change(String name, String property, String json, String objection) {
        return new Mutant(
                name, template -> Mutant.put(template, cluster(template), "/Properties" + property, json), objection);
    }

    private static String role(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).role().logicalId();
    }

    private static ObjectNode withoutChangeable(Resource cluster) {
        return ((ObjectNode) cluster.properties().deepCopy()).remove(CHANGEABLE);
    }
}

package dev.scalingstages.requirements.stage4;

import static dev.scalingstages.requirements.stage4.ReplicatedReadsCacheCheck.cluster;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsCacheCheck.securityGroup;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsCacheCheck.user;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static dev.scalingstages.testing.StageMutant.mutant;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateResources.areWithin;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.requirements.stage3.LoadBalancedDoorCheck;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.TemplateValues;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S4.1 and S4.2: a cache that asks who comes, fails over, and gets more shards in place. */
class ReplicatedReadsCacheTest {
    private static final String CACHE = "AWS::ElastiCache::ReplicationGroup";

    /** What may change in place; everything else can be set only when the cache is created, or must not drift. */
    private static final List<String> CHANGEABLE =
            List.of("NumNodeGroups", "ReplicasPerNodeGroup", "CacheNodeType", "Tags");

    @StagesFrom(4)
    @Row({"S4.1", "S6.4"})
    void cacheTakesKnownUsersOnlyAndFailsOverToAnotherZone(ScalingStage stage) {
        asksAndFailsOver(CdkTemplates.of(stage));
        assertThat(ReplicatedReadsCacheCheck.violations(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("S4.1")
    DynamicNode objectsToAWeakerCache() {
        return caughtBy(
                CdkTemplates.check(ReplicatedReadsCacheTest::asksAndFailsOver)
                        .and(ReplicatedReadsCacheCheck::violations),
                ScalingStage.REPLICATED_READS,
                change(set("MultiAZEnabled", false), "\"MultiAZEnabled\": false"),
                change(set("AutomaticFailoverEnabled", false), "\"AutomaticFailoverEnabled\": false"),
                change(set("ReplicasPerNodeGroup", 0), "0.0"),
                change(remove("UserGroupIds"), "Missing key 'UserGroupIds'"),
                mutant(
                        all -> user(all, "-app"),
                        set("AuthenticationMode/Type", "no-password-required"),
                        "but only 1 match"),
                mutant(all -> user(all, "-read"), set("AccessString", "on ~session:* +@all -@admin"), "more keys than"),
                new Mutant(
                        "the other user for the read API",
                        all -> all.allow(
                                role(all, "read-api"), "elasticache:Connect", attribute(user(all, "-app"), "Arn")),
                        "more or less than this cache"),
                mutant("AWS::ElastiCache::UserGroup", remove("UserIds/1"), "UserIds"),
                new Mutant(
                        "open to the web servers",
                        all -> all.open(securityGroup(all), 16379, new ServerFleet(all, "web").securityGroup()),
                        "others than its users"),
                new Mutant(
                        "a role for every cache",
                        all -> all.allow(role(all, "read-api"), "elasticache:Connect", "*"),
                        "more or less than this cache"),
                new Mutant(
                        "in public subnets",
                        all -> all.mutate(
                                all.target(cluster(all).at("/CacheSubnetGroupName")),
                                set(
                                        "SubnetIds",
                                        LoadBalancedDoorCheck.publicLoadBalancer(all)
                                                .at("/Subnets"))),
                        "private subnets"));
    }

    @StagesFrom(4)
    @Row("S4.1")
    @DisplayName("web and application servers keep no state: any server may answer, and none leaves a disk")
    void serversKeepNoState(ScalingStage stage) {
        keepNoState(CdkTemplates.of(stage));
    }

    @TestFactory
    @Row("S4.1")
    DynamicNode objectsToServersThatKeepState() {
        return caughtBy(
                CdkTemplates.check(ReplicatedReadsCacheTest::keepNoState),
                mutant(
                        ScalingStage.REPLICATED_READS,
                        "AWS::ElasticLoadBalancingV2::TargetGroup",
                        set("TargetGroupAttributes/-", Map.of("Key", "stickiness.enabled", "Value", "true")),
                        "match as expected"),
                mutant(
                        ScalingStage.REPLICATED_READS,
                        "AWS::EC2::LaunchTemplate",
                        set("LaunchTemplateData/BlockDeviceMappings/0/Ebs/DeleteOnTermination", false),
                        "match as expected"));
    }

    @StagesFrom(4)
    @Row({"S4.2", "S6.4"})
    void shardsComeInPlace(ScalingStage stage) {
        growsInPlace(CdkTemplates.of(stage));
    }

    @Test
    @Row("S4.2")
    @DisplayName("the first day's cache has one shard with replicas, and is the cache of later stages")
    void oneShardFromTheFirstDay() {
        Resource first = cluster(Templates.of(ScalingStage.REPLICATED_READS));
        CdkTemplates.of(ScalingStage.REPLICATED_READS).hasResourceProperties(CACHE, Map.of("NumNodeGroups", 1));
        for (ScalingStage later : List.of(ScalingStage.AUTOSCALED, ScalingStage.DATA_PLATFORM)) {
            Resource grown = cluster(Templates.of(later));
            assertThat(grown.logicalId()).as("at %s", later).isEqualTo(first.logicalId());
            assertThat(withoutChangeable(grown)).as("at %s", later).isEqualTo(withoutChangeable(first));
        }
    }

    @TestFactory
    @Row("S4.2")
    DynamicNode objectsToACacheThatCannotGrow() {
        return caughtBy(
                CdkTemplates.check(ReplicatedReadsCacheTest::growsInPlace),
                ScalingStage.REPLICATED_READS,
                change(set("ClusterMode", "disabled"), "Expected enabled but received disabled"),
                mutant("AWS::ElastiCache::ParameterGroup", set("Properties/cluster-enabled", "no"), "but received no"),
                change(remove("/UpdatePolicy/UseOnlineResharding"), "Missing key 'UseOnlineResharding'"),
                change(set("NodeGroupConfiguration", List.of(Map.of("ReplicaCount", 2))), "but key should be absent"),
                change(set("ReplicasPerNodeGroup", 0), "0.0"));
    }

    /** Users that sign in by IAM, and a replica to fail over to; TLS and encryption are X3's. */
    private static void asksAndFailsOver(Template template) {
        Capture replicas = new Capture();
        Capture engine = new Capture();
        template.resourceCountIs(CACHE, 1);
        template.hasResourceProperties(
                CACHE,
                Map.ofEntries(
                        entry("MultiAZEnabled", true),
                        entry("AutomaticFailoverEnabled", true),
                        entry("ReplicasPerNodeGroup", replicas),
                        entry("Engine", engine),
                        entry("UserGroupIds", List.of(ref(template.getResourceId("AWS::ElastiCache::UserGroup"))))));
        areWithin(1, 5, replicas);
        Map<String, Map<String, Object>> users = template.findResources("AWS::ElastiCache::User");
        template.hasResourceProperties(
                "AWS::ElastiCache::UserGroup",
                Map.of(
                        "Engine",
                        engine.asString(),
                        "UserIds",
                        Match.arrayWith(
                                users.keySet().stream().map(TemplateValues::ref).toList())));
        template.allResourcesProperties(
                "AWS::ElastiCache::User",
                object(entry("AuthenticationMode/Type", "iam"), entry("NoPasswordRequired", Match.absent())));
        // Users that sign in by IAM have one name for both.
        assertThat(users.values())
                .extracting(user -> (Map<?, ?>) user.get("Properties"))
                .allSatisfy(user -> assertThat(user.get("UserId")).isEqualTo(user.get("UserName")));
    }

    /** Cluster mode, with all shards alike: more of them do not replace the cache. */
    private static void growsInPlace(Template template) {
        Capture replicas = new Capture();
        template.resourceCountIs(CACHE, 1);
        template.hasResource(
                CACHE,
                object(
                        entry("UpdatePolicy/UseOnlineResharding", true),
                        entry("Properties/ClusterMode", "enabled"),
                        entry("Properties/NumNodeGroups", Match.anyValue()),
                        entry("Properties/ReplicasPerNodeGroup", replicas),
                        entry("Properties/NodeGroupConfiguration", Match.absent()),
                        entry(
                                "Properties/CacheParameterGroupName",
                                ref(template.getResourceId("AWS::ElastiCache::ParameterGroup")))));
        areWithin(1, 5, replicas);
        template.hasResourceProperties(
                "AWS::ElastiCache::ParameterGroup", Map.of("Properties", Map.of("cluster-enabled", "yes")));
    }

    private static void keepNoState(Template template) {
        template.allResourcesProperties(
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                Map.of("TargetGroupAttributes", Match.not(with(Map.of("Key", "stickiness.enabled", "Value", "true")))));
        template.allResourcesProperties(
                "AWS::EC2::LaunchTemplate",
                object("LaunchTemplateData/BlockDeviceMappings/0/Ebs/DeleteOnTermination", true));
    }

    private static Mutant change(Edit edit, String objection) {
        return mutant(all -> cluster(all), edit, objection);
    }

    private static Resource role(CloudTemplate template, String fleet) {
        return new ServerFleet(template, fleet).role();
    }

    private static ObjectNode withoutChangeable(Resource cluster) {
        return ((ObjectNode) cluster.properties().deepCopy()).remove(CHANGEABLE);
    }
}

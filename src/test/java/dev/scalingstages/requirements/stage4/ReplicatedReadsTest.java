package dev.scalingstages.requirements.stage4;

import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.loadBalancer;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.replicas;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.caughtBy;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S4.3 and S4.5 to S4.7: replicas in other zones, reads and writes told apart, more servers, a named buffer pool. */
class ReplicatedReadsTest {
    /** The databases of content, first alone and later sharded; accounts are a function of their own, without replicas. */
    private static final Set<String> CONTENT = Set.of("database", "content-shards");

    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";

    @StagesFrom(4)
    @Row("S4.3")
    void replicasAreInDifferentZones(ScalingStage stage) {
        areEncryptedLikeTheirSources(CdkTemplates.of(stage));
        assertThat(replicated(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("S4.3")
    DynamicNode objectsToWeakerReplicas() {
        return caughtBy(
                CdkTemplates.check(ReplicatedReadsTest::areEncryptedLikeTheirSources)
                        .and(ReplicatedReadsTest::replicated),
                ScalingStage.REPLICATED_READS,
                new Mutant(
                        "replicas in one zone",
                        all -> replicas(all)
                                .forEach(replica -> all.mutate(replica, set("AvailabilityZone", "us-east-1a"))),
                        "share a zone"),
                mutant(all -> all.drop(replicas(all).get(0)), "has 1 replicas"),
                replica(set("StorageEncrypted", false), "Expected 2 resources"),
                replica(set("DBParameterGroupName", "default.mysql8.4"), "other parameters"));
    }

    @StagesFrom(4)
    @Row("S4.5")
    @DisplayName("the read API knows and reaches cache and replicas only, the write API the primary")
    void readsAndWritesAreToldApart(ScalingStage stage) {
        assertThat(toldApart(Templates.of(stage))).isEmpty();
    }

    @TestFactory
    @Row("S4.5")
    DynamicNode objectsToMixedPaths() {
        return caughtBy(
                ReplicatedReadsTest::toldApart,
                ScalingStage.REPLICATED_READS,
                new Mutant(
                        "the read API reaches the primary",
                        all -> all.open(
                                all.target(all.only("AWS::RDS::DBInstance", "database")
                                        .at("/VPCSecurityGroups")),
                                13306,
                                new ServerFleet(all, "read-api").securityGroup()),
                        "the read API reaches the primary"),
                new Mutant(
                        "the read API is set up as the write API",
                        all -> all.mutate(
                                new ServerFleet(all, "read-api").launchTemplate(),
                                set(
                                        "LaunchTemplateData/UserData",
                                        new ServerFleet(all, "write-api")
                                                .server()
                                                .path("UserData"))),
                        "the read API is told the primary"),
                new Mutant(
                        "no way to the replicas",
                        all -> all.mutate(
                                loadBalancer(all),
                                set(
                                        "SecurityGroups",
                                        new ServerFleet(all, "web").server().path("SecurityGroupIds"))),
                        "cannot reach the replicas"));
    }

    @Test
    @Row("S4.6")
    void thereAreMoreServersThanAtStage3() {
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
    void bufferPoolIsSetting() {
        poolTakes(CdkTemplates.of(ScalingStage.REPLICATED_READS), 75);
        poolTakes(
                CdkTemplates.of(LiveStack.of(ScalingStage.REPLICATED_READS, Map.of("databaseBufferPoolPercent", 60))),
                60);
    }

    private static void poolTakes(Template template, int percent) {
        assertThat(template.findResources(DATABASE)).as("primary and replicas").hasSizeGreaterThan(2);
        template.allResourcesProperties(
                DATABASE, Map.of("DBParameterGroupName", ref(template.getResourceId(PARAMETERS))));
        template.hasResourceProperties(
                PARAMETERS,
                Map.of("Parameters", Map.of("innodb_buffer_pool_size", "{DBInstanceClassMemory*" + percent + "/100}")));
    }

    /** RDS encrypts a replica as its source, and refuses to be told so. */
    private static void areEncryptedLikeTheirSources(Template template) {
        each(
                template,
                DATABASE,
                Map.of("SourceDBInstanceIdentifier", Match.anyValue()),
                Map.of("StorageEncrypted", Match.absent(), "KmsKeyId", Match.absent()));
    }

    private static Mutant replica(Edit edit, String objection) {
        return mutant(all -> replicas(all).get(0), edit, objection);
    }

    /** The databases that content is written to. */
    static List<Resource> primaries(CloudTemplate template) {
        return template.resources("AWS::RDS::DBInstance").stream()
                .filter(instance -> instance.at("/SourceDBInstanceIdentifier").isMissingNode())
                .filter(instance -> CONTENT.contains(instance.tag("component").orElse("")))
                .toList();
    }

    /** The replicas of one database. */
    static List<Resource> copies(CloudTemplate template, Resource primary) {
        return ReplicatedReadsBalancerCheck.replicas(template).stream()
                .filter(replica -> replica.refersTo("/SourceDBInstanceIdentifier", primary))
                .toList();
    }

    /** S4.3. */
    static List<String> replicated(CloudTemplate template) {
        Violations violations = new Violations();
        for (Resource primary : primaries(template)) {
            List<Resource> replicas = copies(template, primary);
            Set<String> zones = new HashSet<>();
            replicas.forEach(replica -> zones.add(TemplateText.of(replica.at("/AvailabilityZone"))));
            zones.remove("");
            violations
                    .unless(replicas.size() >= 2, primary + " has " + replicas.size() + " replicas")
                    .unless(
                            zones.size() == Math.min(replicas.size(), 3),
                            "replicas share a zone although another is free: " + zones)
                    .unless(
                            SubnetRoutes.zones(
                                            template,
                                            template.target(primary.at("/DBSubnetGroupName"))
                                                    .at("/SubnetIds"))
                                    .containsAll(zones),
                            "a replica is in a zone that its database's subnets do not reach");
            for (Resource replica : replicas) {
                violations.unless(
                        replica.at("/DBParameterGroupName").equals(primary.at("/DBParameterGroupName")),
                        "a replica has other parameters than its source");
            }
        }
        return violations.unless(!primaries(template).isEmpty(), "there is no database");
    }

    /** S4.5. */
    static List<String> toldApart(CloudTemplate template) {
        ServerFleet reader = new ServerFleet(template, "read-api");
        ServerFleet writer = new ServerFleet(template, "write-api");
        Resource balancer = ReplicatedReadsBalancerCheck.loadBalancer(template);
        Resource balancerGroup = template.target(balancer.at("/SecurityGroups"));
        Map<String, String> settings = reader.environment();
        int port = Integer.parseInt(settings.getOrDefault("REPLICAS_PORT", "0"));
        Violations violations = new Violations()
                .unless(settings.containsKey("CACHE_HOST"), "the read API is not told the cache")
                .unless(
                        settings.getOrDefault("REPLICAS_HOST", "").equals("${" + balancer.logicalId() + ".DNSName}"),
                        "the read API is not told the replicas")
                .unless(
                        Listeners.of(template, balancer).stream()
                                .allMatch(listener -> SecurityGroupRules.reaches(
                                        template, reader.securityGroup(), balancerGroup, listener.number("/Port"))),
                        "the read API cannot reach the replicas")
                .unless(
                        Listeners.of(template, balancer).stream()
                                .anyMatch(listener -> listener.number("/Port") == port),
                        "the read API is told a port where nothing listens");
        for (Resource primary : primaries(template)) {
            String host = "${" + primary.logicalId() + ".Endpoint.Address}";
            Resource group = template.target(primary.at("/VPCSecurityGroups"));
            violations
                    .unless(!settings.containsValue(host), "the read API is told the primary")
                    .unless(
                            SecurityGroupRules.ingress(template, group).stream()
                                    .noneMatch(rule -> rule.isFor(reader.securityGroup())),
                            "the read API reaches the primary")
                    .unless(writer.environment().containsValue(host), "the write API is not told the primary")
                    .unless(
                            SecurityGroupRules.reaches(
                                    template, writer.securityGroup(), group, primary.number("/Port")),
                            "the write API cannot reach the primary");
        }
        return violations;
    }
}

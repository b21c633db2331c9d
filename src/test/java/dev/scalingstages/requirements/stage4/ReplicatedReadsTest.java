package dev.scalingstages.requirements.stage4;

import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.loadBalancer;
import static dev.scalingstages.requirements.stage4.ReplicatedReadsBalancerCheck.replicas;
import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.Mutant.mutant;
import static dev.scalingstages.testing.TemplateResources.each;
import static dev.scalingstages.testing.TemplateValues.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.Edits.Edit;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Mutants;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** S4.3 and S4.5 to S4.7: replicas in other zones, reads and writes told apart, more servers, a named buffer pool. */
class ReplicatedReadsTest {
    private static final String DATABASE = "AWS::RDS::DBInstance";
    private static final String PARAMETERS = "AWS::RDS::DBParameterGroup";

    @StagesFrom(4)
    @Row("S4.3")
    @DisplayName("each content database has private replicas in different zones")
    void replicasAreInDifferentZones(ScalingStage stage) {
        arePrivateAndEncrypted(CdkTemplates.of(stage));
        assertThat(ReplicatedReadsPathCheck.replicated(Templates.of(stage))).isEmpty();
    }

    @Mutants
    @Row("S4.3")
    void objectsToWeakerReplicas(Mutant mutant) {
        mutant.assertCaughtBy(
                ScalingStage.REPLICATED_READS,
                CdkTemplates.check(ReplicatedReadsTest::arePrivateAndEncrypted)
                        .and(ReplicatedReadsPathCheck::replicated));
    }

    static Stream<Mutant> objectsToWeakerReplicas() {
        return Stream.of(
                new Mutant(
                        "replicas in one zone",
                        all -> replicas(all)
                                .forEach(replica -> all.mutate(replica, set("AvailabilityZone", "us-east-1a"))),
                        "share a zone"),
                mutant(all -> all.drop(replicas(all).get(0)), "has 1 replicas"),
                replica(set("PubliclyAccessible", true), "but only 2 match"),
                replica(remove("PubliclyAccessible"), "but only 2 match"),
                replica(set("StorageEncrypted", false), "Expected 2 resources"),
                replica(set("DBParameterGroupName", "default.mysql8.4"), "other parameters"),
                mutant(PARAMETERS, set("Parameters/require_secure_transport", "OFF"), PARAMETERS));
    }

    @StagesFrom(4)
    @Row("S4.5")
    @DisplayName("the read API knows and reaches cache and replicas only, the write API the primary")
    void readsAndWritesAreToldApart(ScalingStage stage) {
        assertThat(ReplicatedReadsPathCheck.toldApart(Templates.of(stage))).isEmpty();
    }

    @Mutants
    @Row("S4.5")
    void objectsToMixedPaths(Mutant mutant) {
        mutant.assertCaughtBy(ScalingStage.REPLICATED_READS, ReplicatedReadsPathCheck::toldApart);
    }

    static Stream<Mutant> objectsToMixedPaths() {
        return Stream.of(
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

    private static void arePrivateAndEncrypted(Template template) {
        template.allResourcesProperties(DATABASE, Map.of("PubliclyAccessible", false));
        each(
                template,
                DATABASE,
                Map.of("SourceDBInstanceIdentifier", Match.absent()),
                Map.of("StorageEncrypted", true));
        // RDS encrypts a replica as its source, and refuses to be told so.
        each(
                template,
                DATABASE,
                Map.of("SourceDBInstanceIdentifier", Match.anyValue()),
                Map.of("StorageEncrypted", Match.absent(), "KmsKeyId", Match.absent()));
        template.allResourcesProperties(
                PARAMETERS,
                Map.of("Parameters", Map.of("require_secure_transport", Match.stringLikeRegexp("^(ON|1)$"))));
    }

    private static Mutant replica(Edit edit, String objection) {
        return mutant(all -> replicas(all).get(0), edit, objection);
    }
}

package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans of the steps object to templates that were made worse: G1 and G5 would not hold by accident. */
@ReadsTemplates
class GrowthObjectionsTest {
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";

    static Stream<Arguments> judged() {
        return StepMutant.judged(
                Stream.concat(ofData().stream(), ofTheHandover().stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("judged")
    @Row({"G1", "G5"})
    @DisplayName("the plan objects to a step that loses data, or its server too early")
    void thePlanObjectsTo(StepMutant mutant, Plan plan) {
        mutant.assertCaughtBy(plan);
    }

    private static List<StepMutant> ofData() {
        return List.of(
                up(all -> all.drop(database(all)), Rule.DATA_LEAVES, "DBInstance"),
                up(GrowthObjectionsTest::renameDatabase, Rule.DATA_LOST, "now has another logical id, Renamed"),
                up(all -> all.drop(all.only("AWS::EC2::Volume")), Rule.DATA_LEAVES, "AWS::EC2::Volume"),
                up(
                        all -> all.mutate(all.resources("AWS::EC2::Subnet").get(0), set("CidrBlock", "10.0.240.0/24")),
                        Rule.FOUNDATION_LOST,
                        "CidrBlock"),
                up(
                        all -> all.mutate(database(all), set("DBInstanceIdentifier", "other")),
                        Rule.DATA_LOST,
                        "DBInstanceIdentifier"),
                up(all -> all.mutate(database(all), remove("StorageEncrypted")), Rule.DATA_LOST, "StorageEncrypted"),
                up(
                        all -> all.mutate(
                                all.target(database(all).at("/VPCSecurityGroups")), set("GroupDescription", "other")),
                        Rule.FOUNDATION_LOST,
                        "GroupDescription"),
                up(
                        all -> all.mutate(
                                all.target(database(all).at("/MasterUserPassword")),
                                set("GenerateSecretString/PasswordLength", 20)),
                        Rule.CONTENT_LOST,
                        "GenerateSecretString"),
                up(
                        all -> all.mutate(database(all), set("/DeletionPolicy", "Delete")),
                        Rule.UNPROTECTED,
                        "would be destroyed"),
                new StepMutant(
                        "the cache gets another port",
                        ScalingStage.REPLICATED_READS,
                        ScalingStage.AUTOSCALED,
                        all -> all.mutate(all.only("AWS::ElastiCache::ReplicationGroup"), set("Port", 7000)),
                        Rule.DATA_LOST,
                        "Port"));
    }

    private static List<StepMutant> ofTheHandover() {
        return List.of(
                handover(
                        all -> fleets(all, "web").forEach(fleet -> all.mutate(fleet, remove("/CreationPolicy"))),
                        "does not wait until the servers of Web"),
                handover(
                        all -> fleets(all, "write-api")
                                .forEach(fleet -> all.mutate(fleet, set("/CreationPolicy/ResourceSignal/Count", 0))),
                        "does not wait until the servers of WriteApi"),
                handover(
                        all -> all.resources("AWS::Route53::RecordSet").stream()
                                .filter(domain -> domain.json().has("DependsOn"))
                                .forEach(domain -> all.mutate(domain, remove("/DependsOn"))),
                        "may point to the new tier before"),
                handover(all -> all.resources(FLEET).forEach(all::drop), "no fleet takes its place"));
    }

    private static StepMutant up(Consumer<CloudTemplate> change, Rule rule, String words) {
        return new StepMutant(words, ScalingStage.SEPARATE_STORAGE, ScalingStage.DATA_PLATFORM, change, rule, words);
    }

    private static void renameDatabase(CloudTemplate all) {
        Resource database = database(all);
        all.add("Renamed", database.type(), database.properties());
        all.drop(database);
    }

    private static Resource database(CloudTemplate template) {
        return DataPlatformParts.toldResource(template, DataPlatformParts.WORKER, "DATABASE_HOST");
    }

    private static StepMutant handover(Consumer<CloudTemplate> change, String words) {
        return new StepMutant(
                words, ScalingStage.SEPARATE_STORAGE, ScalingStage.LOAD_BALANCED, change, Rule.HANDOVER, words);
    }

    private static List<Resource> fleets(CloudTemplate template, String component) {
        return template.resources(FLEET, component);
    }
}

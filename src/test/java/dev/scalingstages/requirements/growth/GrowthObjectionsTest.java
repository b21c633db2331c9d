package dev.scalingstages.requirements.growth;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
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
                up("the database is gone", all -> Mutant.drop(all, database(all)), Rule.DATA_LEAVES, "DBInstance"),
                up(
                        "the database has another logical id",
                        GrowthObjectionsTest::renameDatabase,
                        Rule.DATA_LOST,
                        "has got another logical id, Renamed"),
                up(
                        "the data volume is gone",
                        all -> Mutant.drop(all, all.only("AWS::EC2::Volume")),
                        Rule.DATA_LEAVES,
                        "AWS::EC2::Volume"),
                up(
                        "a subnet is renumbered",
                        all -> Mutant.put(
                                all,
                                all.resources("AWS::EC2::Subnet").get(0),
                                "/Properties/CidrBlock",
                                "\"10.0.240.0/24\""),
                        Rule.FOUNDATION_LOST,
                        "CidrBlock"),
                up(
                        "the database has another name",
                        all -> Mutant.put(all, database(all), "/Properties/DBInstanceIdentifier", "\"other\""),
                        Rule.DATA_LOST,
                        "DBInstanceIdentifier"),
                up(
                        "the database's encryption is no longer written",
                        all -> Mutant.remove(all, database(all), "/Properties/StorageEncrypted"),
                        Rule.DATA_LOST,
                        "StorageEncrypted"),
                up(
                        "the database's security group has another description",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/VPCSecurityGroups")),
                                "/Properties/GroupDescription",
                                "\"other\""),
                        Rule.FOUNDATION_LOST,
                        "GroupDescription"),
                up(
                        "how the password is made is edited",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/MasterUserPassword")),
                                "/Properties/GenerateSecretString/PasswordLength",
                                "20"),
                        Rule.CONTENT_LOST,
                        "GenerateSecretString"),
                up(
                        "the database would be destroyed on the day when it leaves",
                        all -> Mutant.put(all, database(all), "/DeletionPolicy", "\"Delete\""),
                        Rule.UNPROTECTED,
                        "is destroyed on the day"),
                new StepMutant(
                        "the cache gets another port",
                        ScalingStage.REPLICATED_READS,
                        ScalingStage.AUTOSCALED,
                        all -> Mutant.put(
                                all, all.only("AWS::ElastiCache::ReplicationGroup"), "/Properties/Port", "7000"),
                        Rule.DATA_LOST,
                        "Port"));
    }

    private static List<StepMutant> ofTheHandover() {
        return List.of(
                handover(
                        "nobody waits for the web servers",
                        all -> fleets(all, "web").forEach(fleet -> Mutant.remove(all, fleet, "/CreationPolicy")),
                        "does not wait until the servers of Web"),
                handover(
                        "a fleet is complete without a signal",
                        all -> fleets(all, "write-api")
                                .forEach(fleet -> Mutant.put(all, fleet, "/CreationPolicy/ResourceSignal/Count", "0")),
                        "does not wait until the servers of WriteApi"),
                handover(
                        "the domain leads to the new tier early",
                        all -> all.resources("AWS::Route53::RecordSet").stream()
                                .filter(domain -> domain.json().has("DependsOn"))
                                .forEach(domain -> Mutant.remove(all, domain, "/DependsOn")),
                        "may lead to the new tier before"),
                handover(
                        "no fleet takes the server's place",
                        all -> all.resources(FLEET).forEach(fleet -> Mutant.drop(all, fleet)),
                        "no fleet takes its place"));
    }

    private static StepMutant up(String name, Consumer<CloudTemplate> change, Rule rule, String words) {
        return new StepMutant(name, ScalingStage.SEPARATE_STORAGE, ScalingStage.DATA_PLATFORM, change, rule, words);
    }

    private static void renameDatabase(CloudTemplate all) {
        Resource database = database(all);
        Mutant.add(all, "Renamed", database.type(), database.properties().toString());
        Mutant.drop(all, database);
    }

    private static Resource database(CloudTemplate template) {
        return DataPlatformParts.toldResource(template, DataPlatformParts.WORKER, "DATABASE_HOST");
    }

    private static StepMutant handover(String name, Consumer<CloudTemplate> change, String words) {
        return new StepMutant(
                name, ScalingStage.SEPARATE_STORAGE, ScalingStage.LOAD_BALANCED, change, Rule.HANDOVER, words);
    }

    private static List<Resource> fleets(CloudTemplate template, String component) {
        return template.resources(FLEET, component);
    }
}

package dev.scalingstages.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.growth.Change;
import dev.scalingstages.growth.Change.Role;
import dev.scalingstages.growth.Departure;
import dev.scalingstages.growth.Fate;
import dev.scalingstages.growth.Finding;
import dev.scalingstages.growth.Finding.Rule;
import dev.scalingstages.growth.Growth;
import dev.scalingstages.growth.Growth.Way;
import dev.scalingstages.growth.Outcome;
import dev.scalingstages.growth.Plan;
import dev.scalingstages.growth.Replaceable;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.templates.Template;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G1: what holds data, and what that stands on, survives each of the fifteen ways up. */
class GrowthDataTest {
    private static final Map<StepMutant, Plan> JUDGED = StepMutant.plans(mutants());

    static Stream<Way> ways() {
        return Growth.up();
    }

    static Stream<StepMutant> judged() {
        return JUDGED.keySet().stream();
    }

    @ParameterizedTest(name = "G1 {0}")
    @MethodSource("ways")
    @DisplayName("G1 nothing that holds data, and nothing that it stands on, is replaced or removed")
    void g1_whatHoldsDataStays(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes().stream()
                        .filter(change -> change.role() != Role.NONE)
                        .filter(Change::leaves)
                        .filter(change -> !isLogOfTheServer(change)))
                .as("G1")
                .isEmpty();
        assertThat(plan.findings().stream().filter(finding -> finding.rule().blocks()))
                .as("G1")
                .isEmpty();
        assertThat(plan.ofData().filter(change -> change.before().isPresent()))
                .as("G1 what holds data")
                .hasSizeGreaterThan(5);
    }

    @ParameterizedTest(name = "G1 {0}")
    @MethodSource("ways")
    @DisplayName("G1 whatever leaves or is replaced is of a type that may, for a reason that is written down")
    void g1_whateverLeavesMayLeave(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes(Outcome.REMOVED))
                .as("G1")
                .allMatch(change -> Departure.of(change, plan.step()).isPresent(), "may leave");
        assertThat(plan.changes(Outcome.REPLACED))
                .as("G1")
                .allMatch(change -> Replaceable.of(change.type()).isPresent(), "may be replaced");
    }

    @ParameterizedTest(name = "G1 {0}")
    @EnumSource
    @DisplayName("G1 a stack that was deployed from the committed template loses nothing by a change of the stage")
    void g1_aChangeOfAStageLosesNothing(ScalingStage stage) {
        Path committed = Path.of("stages", stage.slug(), "template.json");
        Plan plan =
                Growth.plan(Template.read(committed).json(), Templates.of(stage).json());
        assertThat(plan.isSafe())
                .withFailMessage(() -> """
                        G1 A stack that was deployed from %s would not survive this change:
                        %s
                        Undo what caused it. Only if no stack was ever deployed from that template, write it anew \
                        (CONTRIBUTING.md, Snapshots).""".formatted(
                                committed,
                                plan.findings().stream()
                                        .filter(finding -> finding.rule().blocks())
                                        .map(GrowthDataTest::told)
                                        .collect(Collectors.joining("\n"))))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judged")
    @DisplayName("G1 the plan objects to a step that loses data")
    void g1_thePlanObjectsTo(StepMutant mutant) {
        mutant.assertCaughtBy(JUDGED.get(mutant));
    }

    private static String told(Finding finding) {
        return "- %s: %s%n  %s".formatted(finding.rule(), finding.what(), finding.remedy());
    }

    /** What it logged until stage 3 stays in the account, outside the stack, until it expires. */
    private static boolean isLogOfTheServer(Change change) {
        return change.type().equals("AWS::Logs::LogGroup")
                && change.outcome() == Outcome.REMOVED
                && change.fate().orElseThrow() == Fate.KEPT
                && change.resource().property("LogGroupName").isMissingNode();
    }

    private static List<StepMutant> mutants() {
        return List.of(
                up("G1 the database is gone", all -> Mutant.drop(all, database(all)), Rule.DATA_LEAVES, "DBInstance"),
                up(
                        "G1 the database has another logical id",
                        GrowthDataTest::renameDatabase,
                        Rule.DATA_LOST,
                        "has got another logical id, Renamed"),
                up(
                        "G1 the data volume is gone",
                        all -> Mutant.drop(all, all.only("AWS::EC2::Volume")),
                        Rule.DATA_LEAVES,
                        "AWS::EC2::Volume"),
                up(
                        "G1 a subnet is renumbered",
                        all -> Mutant.put(
                                all,
                                all.resources("AWS::EC2::Subnet").get(0),
                                "/Properties/CidrBlock",
                                "\"10.0.240.0/24\""),
                        Rule.FOUNDATION_LOST,
                        "CidrBlock"),
                up(
                        "G1 the database has another name",
                        all -> Mutant.put(all, database(all), "/Properties/DBInstanceIdentifier", "\"other\""),
                        Rule.DATA_LOST,
                        "DBInstanceIdentifier"),
                up(
                        "G1 the database's encryption is no longer written",
                        all -> Mutant.remove(all, database(all), "/Properties/StorageEncrypted"),
                        Rule.DATA_LOST,
                        "StorageEncrypted"),
                up(
                        "G1 the database's security group has another description",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/VPCSecurityGroups")),
                                "/Properties/GroupDescription",
                                "\"other\""),
                        Rule.FOUNDATION_LOST,
                        "GroupDescription"),
                up(
                        "G1 how the password is made is edited",
                        all -> Mutant.put(
                                all,
                                all.target(database(all).at("/MasterUserPassword")),
                                "/Properties/GenerateSecretString/PasswordLength",
                                "20"),
                        Rule.CONTENT_LOST,
                        "GenerateSecretString"),
                up(
                        "G1 the database would be destroyed on the day when it leaves",
                        all -> Mutant.put(all, database(all), "/DeletionPolicy", "\"Delete\""),
                        Rule.UNPROTECTED,
                        "is destroyed on the day"),
                new StepMutant(
                        "G1 the cache gets another port",
                        ScalingStage.REPLICATED_READS,
                        ScalingStage.AUTOSCALED,
                        all -> Mutant.put(
                                all, all.only("AWS::ElastiCache::ReplicationGroup"), "/Properties/Port", "7000"),
                        Rule.DATA_LOST,
                        "Port"));
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
}

package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.steps.GoingDown;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CommittedFile;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.SnapshotUpdate;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G8: going down loses no data. */
@ReadsTemplates
class GrowthBackTest {
    static Stream<Way> ways() {
        return Growth.down();
    }

    static Stream<Way> listed() {
        return ways().filter(way -> way.variant() == Variant.WITH_DOMAIN);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G8")
    @DisplayName("going down, what holds data is kept or snapshotted, with what it cannot do without")
    void whatLeavesIsKept(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.ofData().filter(Change::leaves))
                .allMatch(change -> change.outcome() == Outcome.REMOVED, "is removed, not replaced")
                .allMatch(change -> change.fate().orElseThrow() != Fate.DESTROYED, "is kept or snapshotted");
        assertThat(plan.findings().stream()
                        .filter(finding -> finding.rule().blocks())
                        .filter(finding -> finding.rule() != Rule.MOVE_FIRST)
                        .filter(finding -> !isStorageThatWouldShrink(finding, way)))
                .as("beside what has to be moved first, which is another row's")
                .isEmpty();
        assertThat(plan.unknowns()).noneMatch(Unknown::matters);
    }

    @ParameterizedTest(name = "from stage {0} to {1}, with -c databaseStorageGiB={2}")
    @CsvSource({"3, 2, 100", "4, 3, 200", "5, 4, 400", "6, 5, 2000", "6, 2, 2000"})
    @Row("G8")
    @DisplayName("with the storage that the database has, and data moved first, CloudFormation takes the way down")
    void theWayDownIsTaken(int from, int to, int storageGiB) {
        Plan plan = Growth.planAfterMove(
                Templates.of(ScalingStage.of(from)).json(),
                LiveStack.of(ScalingStage.of(to), Map.of("databaseStorageGiB", storageGiB))
                        .json());
        assertThat(plan.step().isDown()).isTrue();
        assertThat(plan.isSafe()).as("%s", plan.findings()).isTrue();
    }

    @Test
    @Row("G8")
    void theCommittedListIsTheGeneratedOne() {
        new CommittedFile(Path.of("stages", "GOING-DOWN.md"), SnapshotUpdate.GROWTH)
                .check(list().print(), SnapshotUpdate.ofThisRun());
    }

    @ParameterizedTest
    @MethodSource("listed")
    @Row("G8")
    @DisplayName("the list names whatever holds data and leaves, on each way down, and nothing else")
    void theListIsWhole(Way way) {
        Set<String> told = list().leaves(way.from().number(), way.to().number());
        assertThat(told).isEqualTo(leaving(Growth.plan(way)));
    }

    @Test
    @Row("G8")
    @DisplayName("the plan objects to a shard that goes with the way down, and to a key that goes before its data")
    void thePlanObjects() {
        assertThat(down(all -> all.mutate(shard(all), set("/DeletionPolicy", "Delete"))))
                .as("a shard is destroyed")
                .anyMatch(finding ->
                        finding.rule() == Rule.DATA_LOST && finding.what().contains("and is destroyed"));
        assertThat(down(all -> all.mutate(all.target(shard(all).at("/MasterUserPassword")), remove("/DeletionPolicy"))))
                .as("a secret goes before its database")
                .anyMatch(finding ->
                        finding.rule() == Rule.DATA_LOST && finding.what().contains("SecretsManager::Secret"));
    }

    private static List<Finding> down(Consumer<CloudTemplate> change) {
        CloudTemplate worse = Templates.of(ScalingStage.DATA_PLATFORM);
        change.accept(worse);
        return Growth.plan(worse.json(), Templates.of(ScalingStage.AUTOSCALED).json())
                .findings();
    }

    private static CloudTemplate.Resource shard(CloudTemplate all) {
        return DataPlatformParts.toldResource(all, DataPlatformParts.WORKER, "SHARD_3_HOST");
    }

    private static GoingDown list() {
        return new GoingDown(listed().map(Growth::plan).toList());
    }

    private static Set<String> leaving(Plan plan) {
        return plan.ofData().filter(Change::leaves).map(Change::logicalId).collect(Collectors.toSet());
    }

    /** A database that stays keeps the storage it has; the setting says so on the way down. */
    private static boolean isStorageThatWouldShrink(Finding finding, Way way) {
        return way.to().number() > 1
                && finding.rule() == Rule.REFUSED
                && finding.what().contains("a database's storage never shrinks")
                && finding.remedy().contains("-c databaseStorageGiB=");
    }
}

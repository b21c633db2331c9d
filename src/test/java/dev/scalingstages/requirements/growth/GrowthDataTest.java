package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Replaceable;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G1: what holds data, and what that stands on, survives each of the fifteen ways up. */
@ReadsTemplates
class GrowthDataTest {
    static Stream<Way> ways() {
        return Growth.up();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G1")
    @DisplayName("nothing that holds data, and nothing that it stands on, is replaced or removed")
    void whatHoldsDataStays(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes().stream()
                        .filter(change -> change.role() != Role.NONE)
                        .filter(Change::leaves)
                        .filter(change -> !isLogOfTheServer(change)))
                .isEmpty();
        assertThat(plan.findings().stream()
                        .filter(finding -> finding.rule().blocks())
                        .filter(finding -> finding.rule() != Rule.STRANDED))
                .as("beside what a jump leaves unread, which is another row's")
                .isEmpty();
        assertThat(plan.unknowns()).noneMatch(Unknown::matters);
        assertThat(plan.ofData().filter(change -> change.before().isPresent()))
                .as("what holds data")
                .hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G1")
    @DisplayName("whatever leaves or is replaced is of a type that may, for a reason that is written down")
    void whateverLeavesMayLeave(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes(Outcome.REMOVED))
                .allMatch(
                        change -> plan.application()
                                .departure(change.resource(), plan.step())
                                .isPresent(),
                        "may leave");
        assertThat(plan.changes(Outcome.REPLACED))
                .allMatch(change -> Replaceable.of(change.type()).isPresent(), "may be replaced");
    }

    @StagesFrom(1)
    @Row("G1")
    @DisplayName("a stack that was deployed from the committed template loses nothing by a change of the stage")
    void aChangeOfAStageLosesNothing(ScalingStage stage) {
        Path committed = Path.of("stages", stage.slug(), "template.json");
        Plan plan =
                Growth.plan(Template.read(committed).json(), Templates.of(stage).json());
        assertThat(plan.isSafe())
                .withFailMessage(() -> """
                        A stack that was deployed from %s would not survive this change:
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

    @StagesFrom(1)
    @Row("G1")
    @DisplayName("another zone is refused, and the remedy is the setting with the zone that it was")
    void anotherZoneIsRefused(ScalingStage stage) {
        Plan plan = plan(stage, zone -> zone.equals("us-east-1c") ? "us-east-1d" : zone);
        assertThat(plan.isSafe()).isFalse();
        assertThat(remedies(plan)).hasSize(3).allMatch(remedy -> remedy.contains("(here it was us-east-1c)"));
    }

    @StagesFrom(1)
    @Row("G1")
    void theSameZonesInAnotherOrderAreRefused(ScalingStage stage) {
        Plan plan = plan(stage, zone -> switch (zone) {
            case "us-east-1a" -> "us-east-1b";
            case "us-east-1b" -> "us-east-1a";
            default -> zone;
        });
        assertThat(plan.isSafe()).isFalse();
        assertThat(remedies(plan)).hasSize(6);
    }

    @StagesFrom(1)
    @Row("G1")
    void theSameZonesAreNotObjectedTo(ScalingStage stage) {
        assertThat(plan(stage, UnaryOperator.identity()).findings()).isEmpty();
    }

    private static Plan plan(ScalingStage stage, UnaryOperator<String> move) {
        CloudTemplate after = Templates.of(stage);
        after.resources().stream()
                .filter(resource -> resource.has("AvailabilityZone"))
                .forEach(resource -> after.mutate(
                        resource, set("AvailabilityZone", move.apply(resource.text("/AvailabilityZone")))));
        return Growth.plan(Templates.of(stage).json(), after.json());
    }

    private static List<String> remedies(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> finding.rule() == Finding.Rule.FOUNDATION_LOST)
                .map(Finding::remedy)
                .filter(remedy -> remedy.startsWith("Zones cannot be changed later: set availabilityZones"))
                .toList();
    }
}

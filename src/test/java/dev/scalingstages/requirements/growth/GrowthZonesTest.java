package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StagesFrom;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;

/** G1: the zones are for good, and who changes the setting is told so, with the way back. */
@ReadsTemplates
class GrowthZonesTest {
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
                .filter(resource -> resource.properties().has("AvailabilityZone"))
                .forEach(resource -> after.mutate(
                        resource,
                        set(
                                "AvailabilityZone",
                                move.apply(resource.at("/AvailabilityZone").asText()))));
        return Growth.plan(Templates.of(stage).json(), after.json());
    }

    private static List<String> remedies(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> finding.rule() == Finding.Rule.FOUNDATION_LOST)
                .map(Finding::remedy)
                .filter(remedy -> remedy.startsWith("Zones are for good: set availabilityZones"))
                .toList();
    }
}

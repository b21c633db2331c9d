package dev.scalingstages.requirements.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G5: the single server leaves only after the new tier serves. CloudFormation deletes what leaves when all that is new is
 * complete; a fleet is complete when its servers have signalled, which their boot does after its health check (tested
 * with the boot scripts).
 */
@ReadsTemplates
class GrowthHandoverTest {
    private static final String FLEET = "AWS::AutoScaling::AutoScalingGroup";

    static Stream<Way> ways() {
        return Growth.up().filter(way -> way.from().number() < 3 && way.to().number() >= 3);
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G5")
    @DisplayName("the server leaves at a step that brings fleets, each of which is waited for")
    void theServerLeavesAfterTheNewTierServes(Way way) {
        Plan plan = Growth.plan(way);
        assertThat(plan.changes(Outcome.REMOVED).stream()
                        .filter(change -> change.type().equals("AWS::EC2::Instance")))
                .as("the server")
                .hasSize(1);
        assertThat(plan.changes(Outcome.ADDED).stream()
                        .filter(change -> change.type().equals(FLEET))
                        .map(change -> change.resource().json().at("/CreationPolicy/ResourceSignal/Count")))
                .as("signals of the fleets")
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(count -> count.asInt() > 0);
        assertThat(plan.findings()).noneMatch(finding -> finding.rule() == Rule.HANDOVER);
    }
}

package dev.scalingstages.review.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A change back to a default is asked about, by the setting's own name; and values are told. */
@ReadsTemplates
class SettingLeftOutTest {
    @Test
    @DisplayName("a key pair that was left out is asked about, where the server would be replaced for it")
    void aKeyPairIsAskedAbout() {
        Plan plan = Growth.plan(
                LiveStack.of(ScalingStage.SINGLE_SERVER, Map.of("keyPairName", "ops", "sshCidrs", "203.0.113.0/24"))
                        .json(),
                LiveStack.of(ScalingStage.SINGLE_SERVER, Map.of()).json());

        assertThat(options(plan)).containsExactlyInAnyOrder("-c keyPairName=ops", "-c sshCidrs=203.0.113.0/24");
        assertThat(printed(plan))
                .contains("Did you leave out -c keyPairName=ops? The deployed stack has it.")
                .doesNotContain("Replaceable", "Departure");
    }

    @Test
    @DisplayName("a size that was left out is asked about at its own stage and at the next, with its values")
    void aSizeIsAskedAbout() {
        var deployed = LiveStack.of(ScalingStage.REPLICATED_READS, Map.of("webMaximum", 20))
                .json();
        Plan same = Growth.plan(
                deployed, Templates.of(ScalingStage.REPLICATED_READS).json());
        Plan next = Growth.plan(deployed, Templates.of(ScalingStage.AUTOSCALED).json());

        assertThat(options(same)).containsExactly("-c webMaximum=20");
        assertThat(options(next)).containsExactly("-c webMaximum=20");
        assertThat(printed(same)).contains("MaxSize 20 → 6, UpdatePolicy of WebGroup");
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.review.judge.Growth#ways")
    @DisplayName("nobody is asked about a step with default settings")
    void defaultsAreNotAskedAbout(Way way) {
        assertThat(SettingLeftOut.in(Growth.plan(way))).isEmpty();
    }

    private static List<String> options(Plan plan) {
        return SettingLeftOut.in(plan).stream()
                .map(left -> left.setting().option())
                .toList();
    }

    private static String printed(Plan plan) {
        return PlanFormat.TEXT.print(plan, "").replaceAll("\\s+", " ");
    }
}

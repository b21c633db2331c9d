package dev.scalingstages.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class AppIT {
    private static AppProcess review;

    @BeforeAll
    static void synthesizeReviewStacks() throws IOException, InterruptedException {
        review = AppProcess.run(Map.of());
    }

    @Test
    @DisplayName("Without settings there are six review stacks, each whole in itself")
    void withoutSettingsThereAreSixReviewStacks() throws IOException {
        assertThat(review.status()).as(review.errors()).isZero();
        assertThat(review.stacks())
                .containsExactly(
                        "scaling-stages-stage-1",
                        "scaling-stages-stage-2",
                        "scaling-stages-stage-3",
                        "scaling-stages-stage-4",
                        "scaling-stages-stage-5",
                        "scaling-stages-stage-6");
        for (String stack : review.stacks()) {
            assertThat(review.stackName(stack)).isEqualTo(stack);
            String template = review.template(stack);
            assertThat(AppProcess.resources(template))
                    .as(stack)
                    .hasSizeGreaterThan(50)
                    .hasSizeLessThanOrEqualTo(500);
            assertThat(template)
                    .as("%s takes nothing from another stack", stack)
                    .doesNotContain("Fn::ImportValue");
        }
    }

    @Test
    @DisplayName("With a stage there is one live stack, the same in every run as its review stack, to the byte")
    void withAStageThereIsOneLiveStack() throws IOException, InterruptedException {
        AppProcess live = AppProcess.run(Map.of("stage", 6));
        assertThat(live.status()).as(live.errors()).isZero();
        assertThat(live.stacks()).containsExactly("scaling-stages");
        assertThat(live.stackName("scaling-stages")).isEqualTo("scaling-stages");
        assertThat(firstDifference(live.template("scaling-stages"), review.template("scaling-stages-stage-6")))
                .as("first difference of the templates of two runs")
                .isEmpty();
    }

    @Test
    @DisplayName("All bad settings are told at once, with status 1, without a stack trace, and nothing is written")
    void badSettingsAreToldAtOnce() throws IOException, InterruptedException {
        Map<String, Object> bad = new LinkedHashMap<>();
        bad.put("stage", 7);
        bad.put("sshCidrs", "0.0.0.0/0");
        bad.put("domainName", "example.com");
        bad.put("webInstanceType", "m5.large");
        bad.put("webMinimum", 5);
        bad.put("webMaximum", 2);
        bad.put("reples", 3);
        AppProcess process = AppProcess.run(bad);
        assertThat(process.status()).isEqualTo(1);
        assertThat(process.errors())
                .contains(List.of("stage", "sshCidrs", "hostedZoneId", "webInstanceType", "webMinimum", "reples"))
                .contains("7", "0.0.0.0/0", "m5.large")
                .doesNotContainPattern("(?m)^\\s+at [\\w.$/@]+\\(")
                .doesNotContain("Exception");
        assertThat(process.written()).isEmpty();
    }

    private static String firstDifference(String one, String other) {
        List<String> first = one.lines().toList();
        List<String> second = other.lines().toList();
        for (int line = 0; line < Math.min(first.size(), second.size()); line++) {
            if (!first.get(line).equals(second.get(line))) {
                return "line " + (line + 1) + ": " + first.get(line).strip() + " / "
                        + second.get(line).strip();
            }
        }
        return first.size() == second.size() ? "" : "one ends early";
    }
}

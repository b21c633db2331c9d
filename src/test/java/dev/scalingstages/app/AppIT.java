package dev.scalingstages.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.CommittedFile;
import dev.scalingstages.testing.ProjectFiles;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class AppIT {
    private static AppProcess review;

    @BeforeAll
    static void synthesizeReviewStacks() {
        review = AppProcess.run(Map.of());
    }

    @Test
    @DisplayName("Without settings there are six review stacks, each whole in itself")
    void withoutSettingsThereAreSixReviewStacks() {
        assertThat(review.status()).as(review.errors()).isZero();
        assertThat(review.stacks())
                .isEqualTo(IntStream.rangeClosed(1, 6)
                        .mapToObj("scaling-stages-stage-%d"::formatted)
                        .toList());
        for (String stack : review.stacks()) {
            assertThat(review.stackName(stack)).isEqualTo(stack);
            String template = review.template(stack);
            assertThat(ProjectFiles.json(template).path("Resources").size())
                    .as(stack)
                    .isBetween(51, 500);
            assertThat(template)
                    .as("%s takes nothing from another stack", stack)
                    .doesNotContain("Fn::ImportValue");
        }
    }

    @Test
    @DisplayName("With a stage there is one live stack, the same in every run as its review stack, to the byte")
    void withAStageThereIsOneLiveStack() {
        AppProcess live = AppProcess.run(Map.of("stage", 6));
        assertThat(live.status()).as(live.errors()).isZero();
        assertThat(live.stacks()).containsExactly("scaling-stages");
        assertThat(live.stackName("scaling-stages")).isEqualTo("scaling-stages");
        assertThat(CommittedFile.firstDifference(
                        review.template("scaling-stages-stage-6"), live.template("scaling-stages")))
                .as("of two runs, the first difference")
                .isEmpty();
    }

    @Test
    @DisplayName("All bad settings are told at once, with status 1, without a stack trace, and nothing is written")
    void badSettingsAreToldAtOnce() {
        Map<String, Object> bad = Map.of(
                "stage", 7,
                "sshCidrs", "0.0.0.0/0",
                "domainName", "example.com",
                "webInstanceType", "m5.large",
                "webMinimum", 5,
                "webMaximum", 2,
                "reples", 3);
        AppProcess process = AppProcess.run(bad);
        assertThat(process.status()).isEqualTo(1);
        assertThat(process.errors())
                .contains(List.of("stage", "sshCidrs", "hostedZoneId", "webInstanceType", "webMinimum", "reples"))
                .contains("7", "0.0.0.0/0", "m5.large")
                .doesNotContainPattern("(?m)^\\s+at [\\w.$/@]+\\(")
                .doesNotContain("Exception");
        assertThat(process.output())
                .satisfiesAnyOf(
                        written -> assertThat(written).doesNotExist(),
                        written -> assertThat(written).isEmptyDirectory());
    }
}

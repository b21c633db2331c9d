package dev.scalingstages.rehearsal.acts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.acts.FailedSteps.Failure;
import dev.scalingstages.rehearsal.stack.Injection.Moment;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Comparison.Difference;
import dev.scalingstages.review.template.Impact;
import dev.scalingstages.review.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedStepsTest {
    @TempDir
    private Path folder;

    private Comparison step;

    @BeforeEach
    void stepThatAddsOneAndChangesOne() throws IOException {
        step = new Comparison(
                template("Same", "Changed", "OnlyItsPolicy", "Removed"),
                template("Same", "Changed", "OnlyItsPolicy", "Added"),
                Map.of(
                        "Changed", new Difference(Map.of("DisplayName", Impact.WILL_UPDATE), Set.of()),
                        "OnlyItsPolicy", new Difference(Map.of(), Set.of("DeletionPolicy"))),
                Map.of());
    }

    private Template template(String... ids) throws IOException {
        String resources = String.join(
                ",",
                List.of(ids).stream()
                        .map("\"%s\":{\"Type\":\"AWS::SNS::Topic\"}"::formatted)
                        .toList());
        return Template.read(Files.writeString(folder.resolve("template.json"), "{\"Resources\":{" + resources + "}}"));
    }

    private static Request sampleOf(OptionalInt sample, long seed) {
        return new Request(
                List.of(),
                true,
                sample,
                java.util.Optional.empty(),
                1,
                10,
                0,
                OptionalLong.of(seed),
                4,
                false,
                Path.of("report"));
    }

    @Test
    void failsBeforeAndAfterWhateverTheStepCreatesOrChanges() {
        assertThat(FailedSteps.failures(step, sampleOf(OptionalInt.empty(), 1)))
                .containsExactly(
                        new Failure("Added", Moment.BEFORE),
                        new Failure("Added", Moment.AFTER),
                        new Failure("Changed", Moment.BEFORE),
                        new Failure("Changed", Moment.AFTER));
    }

    @Test
    void aSeedChoosesTheSameSampleEachTime() {
        List<Failure> sample = FailedSteps.failures(step, sampleOf(OptionalInt.of(2), 3));

        assertThat(sample).hasSize(2).isEqualTo(FailedSteps.failures(step, sampleOf(OptionalInt.of(2), 3)));
        assertThat(FailedSteps.failures(step, sampleOf(OptionalInt.of(9), 3))).hasSize(4);
        assertThat(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L).stream()
                        .map(seed -> FailedSteps.failures(step, sampleOf(OptionalInt.of(2), seed)))
                        .distinct())
                .hasSizeGreaterThan(1);
    }
}

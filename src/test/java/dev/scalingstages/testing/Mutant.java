package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A template that was made worse on purpose, to see a check object: a check that never objects proves nothing.
 *
 * @param name what was made worse
 * @param change makes it worse
 * @param objection words of the violation that the check must find then, and not before
 */
public record Mutant(String name, Consumer<CloudTemplate> change, String objection) {
    /** Fails unless the check objects to the mutant of a stage's template, and to the mutant only. */
    public void assertCaughtBy(ScalingStage stage, Check check) {
        assertCaught(() -> Templates.of(stage), check::violations);
    }

    /** Fails unless the check objects to the mutant, and to the mutant only. */
    public void assertCaught(Supplier<CloudTemplate> original, Function<CloudTemplate, List<String>> check) {
        assertThat(check.apply(original.get()))
                .as("before: %s", name)
                .noneMatch(violation -> violation.contains(objection));
        CloudTemplate worse = original.get();
        change.accept(worse);
        assertThat(check.apply(worse)).as("after: %s", name).anyMatch(violation -> violation.contains(objection));
    }

    @Override
    public String toString() {
        return name;
    }
}

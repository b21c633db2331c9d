package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * A template that was made worse on purpose, to see a check object: a check that never objects proves nothing.
 *
 * @param name what was made worse
 * @param change makes it worse
 * @param objection words of the violation that the check must find then, and not before
 */
public record Mutant(String name, Consumer<CloudTemplate> change, String objection) {
    /** A mutant that its objection names well enough. */
    public static Mutant mutant(Consumer<CloudTemplate> change, String objection) {
        return new Mutant(objection, change, objection);
    }

    /** A mutant in which one resource is changed. */
    public static Mutant mutant(Function<CloudTemplate, Resource> which, Edit edit, String objection) {
        return new Mutant(edit + ": " + objection, template -> template.mutate(which.apply(template), edit), objection);
    }

    /** A mutant in which the first resource of a type is changed. */
    public static Mutant mutant(String type, Edit edit, String objection) {
        Mutant mutant = mutant(template -> template.first(type, any -> true), edit, objection);
        return new Mutant(type + ", " + mutant.name(), mutant.change(), objection);
    }

    /** A mutant in which a resource has the value of another one at a path. */
    public static Mutant copied(
            String path,
            Function<CloudTemplate, Resource> from,
            Function<CloudTemplate, Resource> to,
            String objection) {
        return new Mutant(
                path + " of another: " + objection,
                all -> all.mutate(to.apply(all), Edits.set(path, from.apply(all).at("/" + path))),
                objection);
    }

    /** A test for each mutant of a stage's template: a check objects to it, and to it only. */
    public static DynamicNode caughtBy(Check check, ScalingStage stage, Mutant... mutants) {
        return caughtBy(check, Variant.WITH_DOMAIN, stage, mutants);
    }

    /** A test for each mutant of a template: a check objects to it, and to it only. */
    public static DynamicNode caughtBy(Check check, Variant variant, ScalingStage stage, Mutant... mutants) {
        return StageMutant.caughtBy(check, Stream.of(mutants).map(mutant -> new StageMutant(mutant, variant, stage)));
    }

    /** Fails unless the check objects to the mutant of a stage's template, and to the mutant only. */
    public void assertCaughtBy(ScalingStage stage, Check check) {
        assertCaughtBy(Variant.WITH_DOMAIN, stage, check);
    }

    /** Fails unless the check objects to the mutant of a template, and to the mutant only. */
    public void assertCaughtBy(Variant variant, ScalingStage stage, Check check) {
        assertThat(check.violations(Templates.of(variant, stage)))
                .as("before: %s", name)
                .noneMatch(violation -> violation.contains(objection));
        CloudTemplate worse = Templates.of(variant, stage);
        change.accept(worse);
        assertThat(check.violations(worse)).as("after: %s", name).anyMatch(violation -> violation.contains(objection));
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.scalingstages.testing;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits.Edit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * A mutant of one stage's template, for tests that have many of them.
 *
 * @param mutant what was made worse
 * @param variant the variant that it is a copy of
 * @param stage the stage that it is a copy of
 */
public record StageMutant(Mutant mutant, Variant variant, ScalingStage stage) {
    /** A mutant of the variant with a domain. */
    public StageMutant(String name, ScalingStage stage, String objection, Consumer<CloudTemplate> change) {
        this(name, Variant.WITH_DOMAIN, stage, objection, change);
    }

    /** A mutant of a variant. */
    public StageMutant(
            String name, Variant variant, ScalingStage stage, String objection, Consumer<CloudTemplate> change) {
        this(new Mutant(name, change, objection), variant, stage);
    }

    /** A mutant that its objection names well enough. */
    public static StageMutant mutant(ScalingStage stage, Consumer<CloudTemplate> change, String objection) {
        return new StageMutant(objection, stage, objection, change);
    }

    /** A mutant in which the first resource of a type is changed. */
    public static StageMutant mutant(ScalingStage stage, String type, Edit edit, String objection) {
        return new StageMutant(Mutant.mutant(type, edit, objection), Variant.WITH_DOMAIN, stage);
    }

    /** A mutant in which one resource is changed. */
    public static StageMutant mutant(
            ScalingStage stage, Function<CloudTemplate, Resource> which, Edit edit, String objection) {
        return mutant(Variant.WITH_DOMAIN, stage, which, edit, objection);
    }

    /** A mutant of a variant in which one resource is changed. */
    public static StageMutant mutant(
            Variant variant, ScalingStage stage, Function<CloudTemplate, Resource> which, Edit edit, String objection) {
        return new StageMutant(Mutant.mutant(which, edit, objection), variant, stage);
    }

    /** A test for each mutant: a check objects to it, and to it only. */
    public static DynamicNode caughtBy(Check check, StageMutant... mutants) {
        return caughtBy(check, Stream.of(mutants));
    }

    /** A test for each of many mutants. */
    public static DynamicNode caughtBy(Check check, Stream<StageMutant> mutants) {
        return DynamicContainer.dynamicContainer(
                "objects to",
                mutants.map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> mutant.assertCaughtBy(check))));
    }

    /** Fails unless the check objects to the mutant, and to the mutant only. */
    public void assertCaughtBy(Check check) {
        mutant.assertCaughtBy(variant, stage, check);
    }

    @Override
    public String toString() {
        return mutant.name();
    }
}

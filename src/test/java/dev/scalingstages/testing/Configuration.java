package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.stage.ScalingStage;
import java.util.Arrays;
import java.util.stream.Stream;

/** A stage in a variant: what a test of every template runs over. */
public record Configuration(Variant variant, ScalingStage stage) {
    /** All stages in all variants. */
    public static Stream<Configuration> all() {
        return Arrays.stream(Variant.values()).flatMap(Configuration::of);
    }

    /** All stages of one variant. */
    public static Stream<Configuration> of(Variant variant) {
        return Arrays.stream(ScalingStage.values()).map(stage -> new Configuration(variant, stage));
    }

    /** A copy of its template. */
    public CloudTemplate template() {
        return Templates.of(variant, stage);
    }

    /** Fails when a check finds anything in this template. */
    public void meets(Check check) {
        assertThat(check.violations(template())).as("in %s", this).isEmpty();
    }

    /** The system's name in this variant. */
    public String system() {
        return variant.settings().getOrDefault("system", "scaling-stages").toString();
    }

    @Override
    public String toString() {
        return variant + " " + stage.slug();
    }
}

package dev.scalingstages.review.judge;

import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.steps.StepFacts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one comparer that all tests use, since its start takes a second. It ends with the tests' process.
 */
public final class Comparing {
    private static final TemplateComparer COMPARER = new TemplateComparer(node(), Path.of("bin/compare-templates.mjs"));

    private static final GrowthCheck CHECK = new GrowthCheck(StepFacts.all());

    private Comparing() {}

    /** The Node of the CDK's kernel, as Maven names it, or else the one on the PATH. */
    public static String node() {
        return Optional.ofNullable(System.getenv("JSII_NODE")).orElse("node");
    }

    /** The growth check, with what is known of this application. */
    public static GrowthCheck check() {
        return CHECK;
    }

    /** A comparer of templates. */
    public static TemplateComparer comparer() {
        return COMPARER;
    }
}

package dev.scalingstages.growth;

import dev.scalingstages.templates.TemplateComparer;
import java.nio.file.Path;
import java.util.Optional;

/** The comparer that tests use: the Node of the CDK's kernel, as Maven names it, or else the one on the PATH. */
public final class Comparing {
    private Comparing() {}

    /** A comparer of templates. */
    public static TemplateComparer comparer() {
        String node = Optional.ofNullable(System.getenv("JSII_NODE")).orElse("node");
        return new TemplateComparer(node, Path.of("bin/compare-templates.mjs"));
    }
}

package dev.scalingstages.policies;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NIST80053R5Checks;
import io.github.cdklabs.cdknag.NagPack;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.PolicyViolatingResource;
import software.amazon.awscdk.PolicyViolation;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.cloudformation.include.CfnInclude;
import software.amazon.awscdk.cloudformation.include.CfnIncludeProps;

/** What cdk-nag finds in a template by itself, where nothing is accepted. */
final class TemplateFindings {
    private final App app;

    TemplateFindings(Path template) {
        app = new App(AppProps.builder().analyticsReporting(false).build());
        new CfnInclude(
                new Stack(app, "Stack"),
                "Template",
                CfnIncludeProps.builder().templateFile(template.toString()).build());
    }

    /** Hands over each finding's rule and logical id. */
    void forEach(BiConsumer<String, String> consumer) {
        for (NagPack pack : List.of(new AwsSolutionsChecks(app), new NIST80053R5Checks(app))) {
            for (PolicyViolation violation : pack.validateScope(app).getViolations()) {
                for (PolicyViolatingResource resource : violation.getViolatingResources()) {
                    String path = resource.getConstructPath();
                    consumer.accept(violation.getRuleName(), path.substring(path.lastIndexOf('/') + 1));
                }
            }
        }
    }
}

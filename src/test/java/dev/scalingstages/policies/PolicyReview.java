package dev.scalingstages.policies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.TestApp;
import dev.scalingstages.testing.CdkContext;
import dev.scalingstages.testing.ProjectFiles;
import dev.scalingstages.testing.SharedFailure;
import dev.scalingstages.testing.Synthesis;
import dev.scalingstages.testing.Variant;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NIST80053R5Checks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CloudFormationValidatePlugin;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;

/** The app in one configuration, looked at by all rule packs: what they find, and what the app accepts. */
final class PolicyReview {
    private static final Map<Variant, PolicyReview> CACHE = new ConcurrentHashMap<>();

    /** CDK keeps what was accepted under the namespace of its own annotations. */
    private static final String NAMESPACE = "Annotation::";

    /** One for all apps: each would load its rules anew, which takes two seconds. */
    private static final CloudFormationValidatePlugin RULES = new CloudFormationValidatePlugin();

    private static final String RULES_OF_CDK = "CloudFormation Validate";

    private final Path assembly;

    /**
     * @param pack the rule pack, such as {@code AwsSolutions}
     * @param rule the rule's full name
     * @param constructPath the resource
     * @param text what is wrong
     */
    record Finding(String pack, String rule, String constructPath, String text) {
        @Override
        public String toString() {
            return rule + " at " + constructPath + ": " + text;
        }
    }

    /**
     * @param rule the rule's full name
     * @param constructPath where it is accepted; that covers everything below
     * @param reason why
     */
    record Acceptance(String rule, String constructPath, String reason) {
        boolean covers(ResourceFinding finding) {
            return rule.equals(finding.rule()) && (finding.constructPath() + "/").startsWith(constructPath + "/");
        }
    }

    /** A finding of cdk-nag, accepted or not. */
    record ResourceFinding(String rule, String constructPath) {}

    private PolicyReview(Path assembly) {
        this.assembly = assembly;
    }

    /** All six stages in a pinned configuration; looked at once. */
    static PolicyReview of(Variant variant) {
        return CACHE.computeIfAbsent(variant, each -> {
            List<Stack> stacks = SharedFailure.unless(() -> stacks(each.settings(), app -> {}));
            Synthesis.share(each, stacks);
            return of(stacks);
        });
    }

    /** The app with these settings, and with something done to it before it is synthesized. */
    static PolicyReview of(Map<String, Object> settings, Consumer<App> before) {
        return of(stacks(settings, before));
    }

    private static PolicyReview of(List<Stack> stacks) {
        App app = (App) stacks.get(0).getNode().getRoot();
        app.synth();
        return new PolicyReview(Path.of(app.getOutdir()));
    }

    private static List<Stack> stacks(Map<String, Object> settings, Consumer<App> before) {
        Map<String, Object> context = new HashMap<>(CdkContext.of(settings));
        context.put("@aws-cdk/core:validateAgainstDefaultRules", true);
        // The report is what we want, with everything in it, and not an exception.
        context.put("@aws-cdk/core:failSynthOnValidationErrors", false);
        return TestApp.stacks(context, app -> {
            before.accept(app);
            Validations.of(app).addPlugins(RULES, new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
        });
    }

    /** What cdk-nag finds and nobody accepted. */
    List<Finding> openFindings() {
        return findings()
                .filter(finding -> !finding.pack().equals(RULES_OF_CDK))
                .toList();
    }

    /** What CDK's own validation finds and nobody accepted, warnings too. */
    List<Finding> templateFindings() {
        return findings().filter(finding -> finding.pack().equals(RULES_OF_CDK)).toList();
    }

    /** What the app accepts of cdk-nag's rules. */
    List<Acceptance> acceptances() {
        List<Acceptance> acceptances = new ArrayList<>();
        for (String stack : stacks()) {
            metadata(
                    stack,
                    "aws:cdk:acknowledged-rules",
                    (path, data) -> data.properties()
                            .forEach(entry -> acceptances.add(new Acceptance(
                                    entry.getKey().replace(NAMESPACE, ""),
                                    path,
                                    entry.getValue().asText()))));
        }
        return acceptances.stream()
                .filter(acceptance ->
                        !acceptance.rule().contains("::") || acceptance.rule().contains("["))
                .toList();
    }

    /** What cdk-nag would find if nothing was accepted: the templates alone say it, since no acceptance is in them. */
    List<ResourceFinding> allFindings() {
        List<ResourceFinding> findings = new ArrayList<>();
        for (String stack : stacks()) {
            Map<String, String> paths = new HashMap<>();
            metadata(stack, "aws:cdk:logicalId", (path, logicalId) -> paths.put(logicalId.asText(), path));
            new TemplateFindings(assembly.resolve(stack + ".template.json"))
                    .forEach((rule, logicalId) -> findings.add(new ResourceFinding(rule, paths.get(logicalId))));
        }
        return findings;
    }

    /** What is accepted on no resource that a pack finds, or on more than one. */
    List<Acceptance> notOnOneResource() {
        List<ResourceFinding> findings = allFindings();
        return acceptances().stream()
                .filter(acceptance -> {
                    Set<String> resources = findings.stream()
                            .filter(acceptance::covers)
                            .map(ResourceFinding::constructPath)
                            .collect(Collectors.toSet());
                    return resources.size() != 1;
                })
                .toList();
    }

    private Stream<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode report : read("validation-report.json").path("pluginReports")) {
            for (JsonNode violation : report.path("violations")) {
                for (JsonNode construct : violation.path("violatingConstructs")) {
                    findings.add(new Finding(
                            report.path("pluginName").asText(),
                            violation.path("ruleName").asText(),
                            construct.path("constructPath").asText(),
                            withoutControls(violation.path("description").asText())));
                }
            }
        }
        return findings.stream();
    }

    /** The text without the list of control numbers, which may be longer than a screen. */
    private static String withoutControls(String description) {
        return description.replaceAll(" - \\(Control ID.*", "");
    }

    private List<String> stacks() {
        return read("manifest.json").path("artifacts").properties().stream()
                .filter(artifact -> artifact.getValue().path("type").asText().equals("aws:cloudformation:stack"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private interface MetadataReader {
        void read(String path, JsonNode data);
    }

    private void metadata(String stack, String type, MetadataReader reader) {
        read(stack + ".metadata.json").properties().forEach(construct -> {
            for (JsonNode entry : construct.getValue()) {
                if (entry.path("type").asText().equals(type)) {
                    reader.read(construct.getKey().substring(1), entry.path("data"));
                }
            }
        });
    }

    private JsonNode read(String file) {
        return ProjectFiles.json(ProjectFiles.text(assembly.resolve(file)));
    }
}

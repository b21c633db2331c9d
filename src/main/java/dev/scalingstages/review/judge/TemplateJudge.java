package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.Setting;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What CloudFormation refuses, and values that it looks up at each deploy. */
final class TemplateJudge implements Judge {
    /** Source: AWS CloudFormation User Guide, Understand CloudFormation quotas, November 2026. */
    private static final int RESOURCES_LIMIT = 500;

    private static final String ROTATION = "AWS::SecretsManager-[0-9-]+";

    /** Types that are replaced together with their disks when their image changes. */
    private static final Set<String> FROM_IMAGES = Set.of("AWS::EC2::Instance");

    /** A reference without a version is looked up again at each deploy; its name may contain variables of Fn::Sub. */
    private static final Pattern UNPINNED = Pattern.compile("\\{\\{resolve:ssm:(?:\\$\\{[^}]*}|[^:}$])+}}");

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return Stream.of(
                        tooMany(deploy.comparison(), deploy.facts().settings().counts()),
                        referencesToNothing(deploy),
                        deploy.changes().stream().flatMap(change -> refused(change, deploy.facts())),
                        deploy.changes().stream()
                                .flatMap(change -> change.after().stream())
                                .flatMap(resource ->
                                        unpinned(resource, deploy.comparison().after())),
                        exports(deploy))
                .flatMap(each -> each);
    }

    private static Stream<Finding> tooMany(Comparison comparison, List<String> settings) {
        int count = comparison.after().resources().size();
        return count <= RESOURCES_LIMIT || comparison.before().equals(comparison.after())
                ? Stream.empty()
                : Stream.of(new Finding(
                        Rule.REFUSED,
                        "",
                        "The template has %d resources; CloudFormation takes %d.".formatted(count, RESOURCES_LIMIT),
                        "Use fewer%s. Stateful resources cannot move to another stack without an import."
                                .formatted(
                                        settings.isEmpty()
                                                ? ""
                                                : ", for example a lower " + String.join(" or ", settings))));
    }

    /**
     * A transform may add the missing resource, except the one that rotates secrets. In the deployed template,
     * CloudFormation has accepted each reference.
     */
    private static Stream<Finding> referencesToNothing(Deploy deploy) {
        Template after = deploy.comparison().after();
        Template before = deploy.comparison().before();
        boolean rewritten = !after.json()
                .path("Transform")
                .toString()
                .replaceAll(ROTATION, "")
                .matches("[\\[\\]\"]*");
        return rewritten
                ? Stream.empty()
                : after.resources().values().stream()
                        .flatMap(resource -> resource.needs().stream()
                                .filter(needed -> isMissing(after, needed))
                                .filter(needed -> !hasSameReference(before, resource, needed))
                                .map(needed -> new Finding(
                                        Rule.REFUSED,
                                        resource.logicalId(),
                                        "%s %s refers to %s, which the template does not have: CloudFormation refuses it."
                                                .formatted(resource.type(), resource.logicalId(), needed),
                                        "Remove the reference, or bring back %s.".formatted(needed))));
    }

    /** Whether a template already has the same dangling reference. */
    private static boolean hasSameReference(Template template, Resource resource, String needed) {
        return isMissing(template, needed)
                && template.resource(resource.logicalId())
                        .filter(same -> same.needs().contains(needed))
                        .isPresent();
    }

    private static boolean isMissing(Template template, String logicalId) {
        return !logicalId.startsWith("AWS::")
                && template.resource(logicalId).isEmpty()
                && template.parameter(logicalId).isMissingNode();
    }

    private static Stream<Finding> refused(Change change, ApplicationFacts facts) {
        if (change.before().isEmpty() || change.after().isEmpty()) {
            return Stream.empty();
        }
        Resource before = change.before().get();
        Resource after = change.after().get();
        Stream<Finding> type = before.type().equals(after.type())
                ? Stream.empty()
                : Stream.of(new Finding(
                        Rule.REFUSED,
                        change.logicalId(),
                        "%s was %s and becomes %s: CloudFormation does not change the type of a resource."
                                .formatted(change.logicalId(), before.type(), after.type()),
                        "Give the new resource another logical id."));
        Stream<Finding> properties = change.properties().stream()
                .flatMap(property -> BeyondTheSchema.of(before, after, property.name()).stream())
                .filter(rule -> rule.verdict() == BeyondTheSchema.Verdict.REFUSED)
                .map(rule -> refused(before, after, rule, facts.settings().of(before, rule.property())));
        return Stream.concat(type, properties);
    }

    private static Finding refused(Resource before, Resource after, BeyondTheSchema rule, Optional<Setting> setting) {
        String old = text(before.property(rule.property()));
        return new Finding(
                Rule.REFUSED,
                before.logicalId(),
                "%s of %s %s goes from %s to %s: %s, so the deploy fails."
                        .formatted(
                                rule.property(),
                                after.type(),
                                before.logicalId(),
                                old,
                                text(after.property(rule.property())),
                                rule.what()),
                "Keep %s%s."
                        .formatted(
                                old,
                                setting.map(each -> ", with " + each.option()).orElse("")),
                setting);
    }

    private static Stream<Finding> unpinned(Resource resource, Template template) {
        if (!FROM_IMAGES.contains(resource.type())) {
            return Stream.empty();
        }
        JsonNode image = resource.property("ImageId");
        // As text, since the reference may stand inside Fn::Sub.
        boolean lookedUp = UNPINNED.matcher(image.toString()).find()
                || Reference.in(image).stream()
                        .map(reference ->
                                template.parameter(reference.logicalId()).path("Type"))
                        .anyMatch(type -> type.asText().startsWith("AWS::SSM::Parameter::Value<"));
        return lookedUp
                ? Stream.of(new Finding(
                        Rule.UNPINNED,
                        resource.logicalId(),
                        "%s %s takes the latest image at each deploy, and another image replaces it."
                                .formatted(resource.type(), resource.logicalId()),
                        "Pin the image: MachineImage.lookup or fromSsmParameter with cachedInContext, and commit"
                                + " cdk.context.json."))
                : Stream.empty();
    }

    private static Stream<Finding> exports(Deploy deploy) {
        return deploy.comparison().before().outputs().entrySet().stream()
                .filter(output -> output.getValue().has("Export"))
                .filter(output -> !output.getValue()
                        .equals(deploy.comparison().after().outputs().get(output.getKey())))
                .map(output -> new Finding(
                        Rule.EXPORT,
                        output.getKey(),
                        ("The output %s is exported, and changes or is removed: CloudFormation refuses that"
                                                + " while another stack")
                                        .formatted(output.getKey())
                                + " imports it.",
                        "Look for importers with aws cloudformation list-imports, and change them first."));
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.isValueNode() ? value.asText() : value.toString();
    }
}

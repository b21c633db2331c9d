package dev.scalingstages.review.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.knowledge.InPlaceChange;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.template.Resource;
import java.util.Optional;

/** A plan for machines: everything that is known about every resource. */
final class PlanJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanJson() {}

    static ObjectNode of(Plan plan, String deployCommand) {
        ObjectNode json = JSON.createObjectNode();
        json.put("fromStage", plan.step().from());
        json.put("toStage", plan.step().to());
        json.put("safe", plan.isSafe());
        json.put("verdict", plan.verdict().name());
        ObjectNode summary = json.putObject("summary");
        for (Outcome outcome : Outcome.values()) {
            summary.put(outcome.name(), plan.changes(outcome).size());
        }
        ArrayNode findings = json.putArray("findings");
        plan.findings().forEach(finding -> {
            ObjectNode object = findings.addObject()
                    .put("rule", finding.rule().name())
                    .put("blocks", plan.blocks(finding))
                    .put("logicalId", finding.logicalId())
                    .put("what", finding.what())
                    .put("remedy", finding.remedy());
            finding.setting().ifPresent(setting -> object.put("setting", setting.option()));
        });
        ArrayNode unknowns = json.putArray("unknowns");
        plan.unknowns()
                .forEach(unknown -> unknowns.addObject()
                        .put("subject", unknown.subject())
                        .put("what", unknown.what())
                        .put("matters", unknown.matters()));
        ArrayNode leftOut = json.putArray("settingsLeftOut");
        SettingLeftOut.in(plan).forEach(setting -> leftOut.add(setting.setting().option()));
        ArrayNode resources = json.putArray("resources");
        plan.changes().forEach(change -> add(resources, change));
        ArrayNode irreversible = json.putArray("cannotBeUndone");
        plan.pointsOfNoReturn()
                .forEach(point -> irreversible
                        .addObject()
                        .put("logicalId", point.logicalId())
                        .put("what", point.what()));
        json.put("deploy", deployCommand);
        return json;
    }

    private static void add(ArrayNode resources, Change change) {
        ObjectNode resource = resources.addObject();
        resource.put("logicalId", change.logicalId());
        resource.put("type", change.type());
        resource.put("outcome", change.outcome().name());
        change.fate().ifPresent(fate -> resource.put("fate", fate.name()));
        resource.put("role", change.role().name());
        ArrayNode properties = resource.putArray("properties");
        change.properties().forEach(property -> add(properties, property, change));
    }

    private static void add(ArrayNode properties, PropertyChange change, Change resource) {
        ObjectNode property = properties.addObject();
        property.put("name", change.name());
        value(resource.before(), change.name()).ifPresent(value -> property.set("before", value));
        value(resource.after(), change.name()).ifPresent(value -> property.set("after", value));
        property.put("impact", change.impact().name());
        property.put("replaces", change.replaces());
        change.inPlace().map(InPlaceChange::reason).ifPresent(reason -> property.put("inPlaceBecause", reason));
        if (!change.because().isEmpty()) {
            ArrayNode because = property.putArray("refersToReplaced");
            change.because().forEach(because::add);
        }
        if (!change.effects().isEmpty()) {
            ArrayNode effects = property.putArray("effects");
            change.effects()
                    .forEach(effect -> effects.addObject()
                            .put("kind", effect.kind().name())
                            .put("what", effect.what())
                            .put("duration", effect.duration())
                            .put("source", effect.source()));
        }
    }

    /** The value of a property in the template; empty for attributes beside the properties. */
    private static Optional<JsonNode> value(Optional<Resource> resource, String property) {
        return resource.map(each -> each.property(property)).filter(value -> !value.isMissingNode());
    }
}

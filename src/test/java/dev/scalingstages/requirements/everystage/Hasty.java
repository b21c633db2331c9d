package dev.scalingstages.requirements.everystage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.function.Predicate;

/** Mutants in which something does not wait for something else. */
final class Hasty {
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    private Hasty() {}

    static StageMutant hasty(
            String name, ScalingStage stage, Predicate<Resource> later, Predicate<Resource> earlier, String objection) {
        return hasty(Variant.WITH_DOMAIN, name, stage, later, earlier, objection);
    }

    /** A template in which some resources do not wait for some others, which they do not refer to. */
    static StageMutant hasty(
            Variant variant,
            String name,
            ScalingStage stage,
            Predicate<Resource> later,
            Predicate<Resource> earlier,
            String objection) {
        return new StageMutant(name, variant, stage, objection, template -> {
            boolean[] found = {false};
            template.resources().stream().filter(later).forEach(each -> {
                List<String> kept = TemplateText.each(each.json().path("DependsOn")).stream()
                        .filter(id -> !earlier.test(template.resource(id)))
                        .toList();
                found[0] |= kept.size()
                        < TemplateText.each(each.json().path("DependsOn")).size();
                template.mutate(each, json -> dependsOn(json, kept));
            });
            if (!found[0]) {
                throw new AssertionError("nothing to forget: " + name);
            }
        });
    }

    private static void dependsOn(ObjectNode json, List<String> ids) {
        ArrayNode list = json.putArray("DependsOn");
        ids.forEach(list::add);
    }

    static Predicate<Resource> type(String type) {
        return resource -> resource.type().equals(type);
    }

    static Predicate<Resource> fleet(String component) {
        return type(GROUP).and(resource -> resource.isOf(component));
    }

    static Predicate<Resource> rule(String description) {
        return resource -> resource.at("/Description").asText().equals(description);
    }
}

package dev.scalingstages.requirements.everystage;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Edits;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.function.Predicate;

/** Mutants in which something does not wait for something else. */
final class Hasty {
    private Hasty() {}

    /** Resources, in words and as a condition. */
    record Which(String name, Predicate<Resource> condition) implements Predicate<Resource> {
        @Override
        public boolean test(Resource resource) {
            return condition.test(resource);
        }

        Which and(Which other) {
            return new Which(name + ", " + other.name, condition.and(other));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static StageMutant hasty(ScalingStage stage, Which later, Which earlier, String objection) {
        return hasty(Variant.WITH_DOMAIN, stage, later, earlier, objection);
    }

    /** A template in which some resources do not wait for some others, which they do not refer to. */
    static StageMutant hasty(Variant variant, ScalingStage stage, Which later, Which earlier, String objection) {
        String name = later + " ahead of " + earlier;
        return new StageMutant(name, variant, stage, objection, template -> {
            boolean[] found = {false};
            template.resources().stream().filter(later).forEach(each -> {
                List<String> all = TemplateText.each(each.json().path("DependsOn"));
                List<String> kept = all.stream()
                        .filter(id -> !earlier.test(template.resource(id)))
                        .toList();
                found[0] |= kept.size() < all.size();
                template.mutate(each, Edits.set("/DependsOn", kept));
            });
            if (!found[0]) {
                throw new AssertionError("nothing to forget: " + name);
            }
        });
    }

    static Which type(String type) {
        return new Which(type, resource -> resource.type().equals(type));
    }

    static Which of(String type, String component) {
        return type(type).and(new Which(component, resource -> resource.isOf(component)));
    }

    static Which fleet(String component) {
        return of("AWS::AutoScaling::AutoScalingGroup", component);
    }

    static Which rule(String description) {
        return new Which(description, resource -> resource.is("/Description", description));
    }
}

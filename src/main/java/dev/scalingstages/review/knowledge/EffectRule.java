package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * An effect, and the in-place change that has it.
 *
 * @param type the type of resource
 * @param property the property that changes
 * @param when the old and new states of the resource for which it holds
 * @param effect what it does to the service
 */
public record EffectRule(String type, String property, BiPredicate<Resource, Resource> when, Effect effect) {
    /** The effects of changing a property, by a list of rules. */
    static List<Effect> of(List<EffectRule> rules, Resource before, Resource after, String property) {
        return rules.stream()
                .filter(rule -> rule.type.equals(before.type()) && rule.property.equals(property))
                .filter(rule -> rule.when.test(before, after))
                .map(EffectRule::effect)
                .toList();
    }
}

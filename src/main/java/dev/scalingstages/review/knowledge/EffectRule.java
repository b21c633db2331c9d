package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * An effect, and for which change in place it holds.
 *
 * @param type the type of resource
 * @param property the property that changes
 * @param when for which two states of the resource
 * @param effect what it does to the service
 */
public record EffectRule(String type, String property, BiPredicate<Resource, Resource> when, Effect effect) {
    /** The effects that some rules know of a change of a property. */
    static List<Effect> of(List<EffectRule> rules, Resource before, Resource after, String property) {
        return rules.stream()
                .filter(rule -> rule.type.equals(before.type()) && rule.property.equals(property))
                .filter(rule -> rule.when.test(before, after))
                .map(EffectRule::effect)
                .toList();
    }
}

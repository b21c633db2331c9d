package dev.scalingstages.review.plan;

import dev.scalingstages.review.knowledge.Effect;
import dev.scalingstages.review.knowledge.InPlaceChange;
import dev.scalingstages.review.template.Impact;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A property that a deploy changes.
 *
 * @param name the property
 * @param impact what changing it does, by CloudFormation's schema
 * @param inPlace why a possible replacement doesn't happen
 * @param because the replaced resources that it refers to; empty when the template's own text differs
 * @param effects what the change does to the service
 */
public record PropertyChange(
        String name, Impact impact, Optional<InPlaceChange> inPlace, SortedSet<String> because, List<Effect> effects) {
    public PropertyChange {
        effects = List.copyOf(effects);
    }

    /**
     * Whether the change replaces the resource. A merely possible replacement counts, unless an allowance rules it out.
     */
    public boolean replaces() {
        return switch (impact) {
            case WILL_UPDATE -> false;
            case WILL_REPLACE -> true;
            case MAY_REPLACE, UNKNOWN -> inPlace.isEmpty();
        };
    }
}

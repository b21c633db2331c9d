package dev.scalingstages.review.template;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two templates, and what differs between the resources that are in both.
 *
 * @param before the template that is deployed
 * @param after the template that is to be deployed
 * @param differences by logical id; a resource that does not differ has none
 * @param models CloudFormation's schema by type, for the types of both templates that it knows
 */
public record Comparison(
        Template before, Template after, Map<String, Difference> differences, Map<String, ResourceModel> models) {
    public Comparison {
        differences = Map.copyOf(differences);
        models = Map.copyOf(models);
    }

    /**
     * How a resource differs.
     *
     * @param properties the properties that differ, with the impact of each
     * @param attributes the attributes that differ, such as {@code DeletionPolicy}
     */
    public record Difference(Map<String, Impact> properties, Set<String> attributes) {
        /** No difference at all. */
        public static final Difference NONE = new Difference(Map.of(), Set.of());

        public Difference {
            properties = Map.copyOf(properties);
            attributes = Set.copyOf(attributes);
        }
    }

    /** How a resource differs. */
    public Difference difference(String logicalId) {
        return differences.getOrDefault(logicalId, Difference.NONE);
    }

    /** CloudFormation's schema of a type, if it has one. */
    public Optional<ResourceModel> model(String type) {
        return Optional.ofNullable(models.get(type));
    }

    /** What a change of a property does. */
    public Impact impact(String type, String property) {
        return model(type).map(model -> model.impact(property)).orElse(Impact.UNKNOWN);
    }
}

package dev.scalingstages.review.template;

import java.util.List;
import java.util.Map;

/**
 * CloudFormation's schema of a type of resource.
 *
 * @param holdsData whether a resource of the type keeps data that is lost with it
 * @param names the properties that identify a resource, some of which a template can set
 * @param replacing the properties whose change replaces the resource, {@link Impact#WILL_REPLACE} always or
 *     {@link Impact#MAY_REPLACE} sometimes
 */
public record ResourceModel(boolean holdsData, List<String> names, Map<String, Impact> replacing) {
    public ResourceModel {
        names = List.copyOf(names);
        replacing = Map.copyOf(replacing);
    }

    /** What a change of a property does. */
    public Impact impact(String property) {
        return replacing.getOrDefault(property, Impact.WILL_UPDATE);
    }
}

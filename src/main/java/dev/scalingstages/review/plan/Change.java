package dev.scalingstages.review.plan;

import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;

/**
 * What a deploy does to one resource.
 *
 * @param before its declaration in the template that is deployed
 * @param after its declaration in the template that is to be deployed
 * @param outcome what is done to it
 * @param fate what becomes of the old resource, when it is replaced or removed
 * @param properties which properties change
 * @param role whether data is in it, or stands on it
 */
public record Change(
        Optional<Resource> before,
        Optional<Resource> after,
        Outcome outcome,
        Optional<Fate> fate,
        List<PropertyChange> properties,
        Role role) {
    public Change {
        properties = List.copyOf(properties);
    }

    /** The resource, as it will be or, when it leaves, as it was. */
    public Resource resource() {
        return after.or(() -> before).orElseThrow();
    }

    /** Its logical id. */
    public String logicalId() {
        return resource().logicalId();
    }

    /** Its CloudFormation type. */
    public String type() {
        return resource().type();
    }

    /** Whether the resource that is deployed now is gone from the stack afterwards. */
    public boolean leaves() {
        return outcome == Outcome.REPLACED || outcome == Outcome.REMOVED;
    }

    /** Whether data is in it. */
    public boolean holdsData() {
        return role == Role.HOLDS_DATA;
    }
}

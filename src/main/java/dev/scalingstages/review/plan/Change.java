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
 * @param outcome what the deploy does to it
 * @param fate the fate of the old resource, if it is replaced or removed
 * @param properties which properties change
 * @param role whether it holds data, or data depends on it
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

    /** The resource's new declaration or, if it leaves, its old one. */
    public Resource resource() {
        return after.or(() -> before).orElseThrow();
    }

    /** The resource's logical id. */
    public String logicalId() {
        return resource().logicalId();
    }

    /** The resource's CloudFormation type. */
    public String type() {
        return resource().type();
    }

    /** Whether the resource that is deployed now is gone from the stack afterwards. */
    public boolean leaves() {
        return outcome == Outcome.REPLACED || outcome == Outcome.REMOVED;
    }

    /** Whether the resource holds data. */
    public boolean holdsData() {
        return role == Role.HOLDS_DATA;
    }
}

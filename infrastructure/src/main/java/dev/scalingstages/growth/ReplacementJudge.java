package dev.scalingstages.growth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.growth.Change.Role;
import dev.scalingstages.growth.Finding.Rule;
import dev.scalingstages.templates.Impact;
import dev.scalingstages.templates.Resource;
import dev.scalingstages.templates.ResourceModel;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** G1 and G2: nothing is replaced that data stands on, nor anything else without an allowance, nor under a fixed name. */
final class ReplacementJudge implements Judge {
    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return deploy.with(Outcome.REPLACED)
                .flatMap(change -> Stream.concat(notAllowed(change).stream(), nameTaken(change, deploy).stream()));
    }

    private static Optional<Finding> notAllowed(Change change) {
        if (change.holdsData()) {
            return Optional.empty();
        }
        boolean carries = change.role() == Role.CARRIES_DATA;
        if (!carries && Replaceable.of(change.type()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                carries ? Rule.FOUNDATION_LOST : Rule.REPLACEMENT_NOT_ALLOWED,
                change.logicalId(),
                "%s %s is replaced because of %s%s"
                        .formatted(
                                change.type(),
                                change.logicalId(),
                                Causes.of(change),
                                carries ? ", and data stands on it." : "."),
                carries
                        ? "Set the property as it was when the resource was made; it cannot be changed later."
                        : "Leave the property as it was, or make a second resource and move its users to it. A type that"
                                + " may be replaced without loss belongs into Replaceable, with the reason."));
    }

    /** CloudFormation makes the new resource first, and two cannot have one name. */
    private static Optional<Finding> nameTaken(Change change, Deploy deploy) {
        return deploy.comparison()
                .model(change.type())
                .flatMap(model -> fixedName(
                        model, change.before().orElseThrow(), change.after().orElseThrow()))
                .map(name -> new Finding(
                        Rule.REFUSED,
                        change.logicalId(),
                        "%s %s is replaced while its %s stays the same: CloudFormation makes the new one first, and the"
                                        .formatted(change.type(), change.logicalId(), name)
                                + " name is taken, so the deploy fails.",
                        "Undo what replaces it, or give the new one another name."));
    }

    private static Optional<String> fixedName(ResourceModel model, Resource before, Resource after) {
        boolean named = model.names().stream().allMatch(name -> isSame(name, before, after));
        if (named && !model.names().isEmpty()) {
            return Optional.of(String.join(" and ", model.names()));
        }
        return ownNames(before.type()).stream()
                .filter(name -> model.impact(name) == Impact.WILL_REPLACE)
                .filter(name -> isSame(name, before, after))
                .findFirst();
    }

    /** What types call a name that is not their identifier: {@code Name}, or {@code TargetGroupName}. */
    private static SortedSet<String> ownNames(String type) {
        String last = type.substring(type.lastIndexOf(':') + 1);
        return new TreeSet<>(java.util.List.of("Name", last + "Name"));
    }

    private static boolean isSame(String property, Resource before, Resource after) {
        JsonNode old = before.property(property);
        return !old.isMissingNode() && old.equals(after.property(property));
    }
}

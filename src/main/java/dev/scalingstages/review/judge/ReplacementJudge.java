package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Replaceable;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.template.Impact;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.ResourceModel;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * G1 and G2: nothing that data depends on is replaced, nor anything else without an allowance or under a fixed name.
 */
final class ReplacementJudge implements Judge {
    /** For names that must be unique only within a scope, the property that holds the scope. */
    private static final Map<String, String> SCOPES = Map.of("AWS::EC2::SecurityGroup", "VpcId");

    private static final String ZONE = "AvailabilityZone";

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return Stream.concat(
                deploy.with(Outcome.REPLACED)
                        .flatMap(change -> Stream.concat(
                                notAllowed(change, deploy.facts()).stream(), nameTaken(change, deploy).stream())),
                deploy.with(Outcome.ADDED).flatMap(change -> nameTakenBefore(change, deploy).stream()));
    }

    private static Optional<Finding> notAllowed(Change change, ApplicationFacts facts) {
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
                                carries ? ", and stateful resources depend on it." : "."),
                carries
                        ? zone(change, facts)
                                .orElse("Set the property to the value that it had when the resource"
                                        + " was created; it cannot be changed later.")
                        : "Leave the property as it was, or make a second resource and move its users"
                                + " to it. If this type can be replaced without loss, add a rule with"
                                + " the reason first (decision 15)."));
    }

    /** A subnet's zone comes from a setting or a lookup, so the remedy isn't in the template. */
    private static Optional<String> zone(Change change, ApplicationFacts facts) {
        boolean moves = change.type().equals("AWS::EC2::Subnet")
                && change.properties().stream()
                        .anyMatch(property -> property.name().equals(ZONE));
        return moves
                ? Optional.of(("Zones cannot be changed later: %s (here it was %s), or restore them in"
                                + " cdk.context.json.")
                        .formatted(
                                facts.settings()
                                        .of(change.before().orElseThrow(), ZONE)
                                        .map(setting -> "set %s to those of the live stack, in their order"
                                                .formatted(setting.name()))
                                        .orElse("name those of the live stack"),
                                change.before().orElseThrow().property(ZONE).asText()))
                : Optional.empty();
    }

    /** CloudFormation makes the new resource first, and two cannot have one name. */
    private static Optional<Finding> nameTaken(Change change, Deploy deploy) {
        String scope = SCOPES.get(change.type());
        if (change.properties().stream().anyMatch(property -> property.name().equals(scope))) {
            return Optional.empty();
        }
        return deploy.comparison()
                .model(change.type())
                .flatMap(model -> fixedName(
                        model, change.before().orElseThrow(), change.after().orElseThrow()))
                .map(name -> new Finding(
                        Rule.REFUSED,
                        change.logicalId(),
                        ("%s %s is replaced while its %s stays the same: CloudFormation creates the new one"
                                                + " first, and the")
                                        .formatted(change.type(), change.logicalId(), name)
                                + " name is taken, so the deploy fails.",
                        "Undo what replaces it, or give the new one another name."));
    }

    /** Removed resources are deleted last, so a new one can't have their name; nor can it if the old one is kept. */
    private static Optional<Finding> nameTakenBefore(Change added, Deploy deploy) {
        return deploy.with(Outcome.REMOVED)
                .filter(removed -> removed.type().equals(added.type()))
                .flatMap(removed -> deploy
                        .comparison()
                        .model(added.type())
                        .flatMap(model -> fixedName(model, removed.resource(), added.resource()))
                        .map(name -> new Finding(
                                Rule.REFUSED,
                                added.logicalId(),
                                ("%s %s takes the place of %s with the same %s: CloudFormation creates the new"
                                                        + " one first, and")
                                                .formatted(added.type(), added.logicalId(), removed.logicalId(), name)
                                        + " the name is taken, so the deploy fails.",
                                "Keep the logical id, or give the new one another name."))
                        .stream())
                .findFirst();
    }

    private static Optional<String> fixedName(ResourceModel model, Resource before, Resource after) {
        boolean named = model.names().stream().allMatch(name -> isSame(name, before, after));
        if (named && !model.names().isEmpty()) {
            return Optional.of(String.join(" and ", model.names()));
        }
        return ownNames(before.type())
                .filter(name -> model.impact(name) == Impact.WILL_REPLACE)
                .filter(name -> isSame(name, before, after))
                .findFirst();
    }

    /**
     * Properties that hold a name other than the identifier: {@code Name}, {@code TargetGroupName}, or only its end,
     * like a security group's {@code GroupName}.
     */
    private static Stream<String> ownNames(String type) {
        String last = type.substring(type.lastIndexOf(':') + 1);
        return Stream.concat(
                Stream.of("Name"),
                IntStream.range(0, last.length())
                        .filter(index -> Character.isUpperCase(last.charAt(index)))
                        .mapToObj(index -> last.substring(index) + "Name"));
    }

    private static boolean isSame(String property, Resource before, Resource after) {
        JsonNode old = before.property(property);
        return !old.isMissingNode() && old.equals(after.property(property));
    }
}

package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import java.util.stream.Stream;

/** G1: on the way up only allowed resources leave; on the way down, no resource of an unknown type. */
final class DepartureJudge implements Judge {
    private static final String CUSTOM = "Custom::";

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return deploy.with(Outcome.REMOVED)
                .filter(change -> !change.holdsData())
                .filter(change -> !mayLeave(change, deploy))
                .map(DepartureJudge::notAllowed);
    }

    private static boolean mayLeave(Change change, Deploy deploy) {
        if (deploy.step().isDown()) {
            // The template can create it again; DataJudge handles stateful resources.
            return change.type().startsWith(CUSTOM)
                    || deploy.comparison().model(change.type()).isPresent();
        }
        return change.role() == Role.NONE
                && deploy.facts().departure(change.resource(), deploy.step()).isPresent();
    }

    private static Finding notAllowed(Change change) {
        boolean carries = change.role() == Role.CARRIES_DATA;
        return new Finding(
                carries ? Rule.FOUNDATION_LOST : Rule.DEPARTURE_NOT_ALLOWED,
                change.logicalId(),
                "%s %s leaves the stack%s"
                        .formatted(
                                change.type(),
                                change.logicalId(),
                                carries ? ", and stateful resources depend on it." : ", and no rule allows that."),
                "Keep the construct, with its id and its place in the tree. If this type can be removed without"
                        + " loss, add a rule with the reason first (decision 15).");
    }
}

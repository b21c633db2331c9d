package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.PointOfNoReturn;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the changes that going back a stage doesn't undo. */
final class PointsOfNoReturn {
    private static final Map<String, String> NEVER_SHRINKS =
            Map.of("AWS::RDS::DBInstance", "AllocatedStorage", "AWS::EC2::Volume", "Size");

    private static final Set<String> ADDRESSES = Set.of("AWS::EC2::EIP");

    private PointsOfNoReturn() {}

    static List<PointOfNoReturn> of(Step step, List<Change> changes) {
        return changes.stream().flatMap(change -> of(step, change)).toList();
    }

    private static Stream<PointOfNoReturn> of(Step step, Change change) {
        return Stream.of(grown(change), upgraded(change), released(change), left(change), filled(step, change))
                .flatMap(each -> each);
    }

    private static Stream<PointOfNoReturn> grown(Change change) {
        String property = NEVER_SHRINKS.get(change.type());
        return changes(change, property)
                        && change.before().orElseThrow().property(property).asLong()
                                < change.after()
                                        .orElseThrow()
                                        .property(property)
                                        .asLong()
                ? point(
                        change,
                        "%s goes from %s to %s and never shrinks; on the way back, keep the larger one by its setting."
                                .formatted(
                                        property,
                                        value(change.before().orElseThrow(), property),
                                        value(change.after().orElseThrow(), property)))
                : Stream.empty();
    }

    private static Stream<PointOfNoReturn> upgraded(Change change) {
        return changes(change, "EngineVersion") && change.holdsData()
                ? point(
                        change,
                        "the engine is upgraded and cannot be downgraded; only a snapshot from before"
                                + " has the old version.")
                : Stream.empty();
    }

    private static Stream<PointOfNoReturn> released(Change change) {
        return change.leaves() && ADDRESSES.contains(change.type())
                ? point(
                        change,
                        "the address is released, and AWS may give it to another customer; going back gets a"
                                + " new one.")
                : Stream.empty();
    }

    private static Stream<PointOfNoReturn> left(Change change) {
        return change.outcome() == Outcome.REMOVED && change.holdsData()
                ? point(
                        change,
                        change.fate().orElseThrow() == Fate.KEPT
                                ? "stays in the account, outside the stack. Until it is imported or removed,"
                                        + " coming back creates a new, empty one, or fails because its name"
                                        + " is taken."
                                : "at most a snapshot is left; coming back creates a new, empty one.")
                : Stream.empty();
    }

    private static Stream<PointOfNoReturn> filled(Step step, Change change) {
        return step.isUp() && change.outcome() == Outcome.ADDED && change.holdsData() && !isLog(change)
                ? point(change, "what is written there from now on is not read by the previous stage.")
                : Stream.empty();
    }

    private static boolean isLog(Change change) {
        return change.type().equals("AWS::Logs::LogGroup");
    }

    private static boolean changes(Change change, String property) {
        return change.outcome() != Outcome.REPLACED
                && change.properties().stream().anyMatch(each -> each.name().equals(property));
    }

    private static Stream<PointOfNoReturn> point(Change change, String what) {
        return Stream.of(new PointOfNoReturn(change.logicalId(), what));
    }

    private static String value(Resource resource, String property) {
        return resource.property(property).asText("its default");
    }
}

package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Foundations;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.template.Resource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** G1, G3 and G8: stateful resources stay; those that leave on the way down are kept, with everything they need. */
final class DataJudge implements Judge {
    /** Needed to read data that is kept, even as a snapshot. */
    private static final String KEY = "AWS::KMS::Key";

    /** Types that cannot be deleted, or not without harm, while a kept resource uses them. */
    private static final Set<String> HELD_BY_ITS_USERS = Set.of(
            "AWS::EC2::SecurityGroup",
            KEY,
            "AWS::Logs::LogGroup",
            "AWS::RDS::DBParameterGroup",
            "AWS::RDS::DBSubnetGroup",
            "AWS::RDS::OptionGroup",
            "AWS::SecretsManager::Secret");

    private static final Set<String> MEMBERS =
            Set.of("AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance", "AWS::RDS::DBInstance");

    private static final Set<String> TABLES = Set.of("AWS::DynamoDB::Table");

    /** Verdicts about the content of a resource that stays. */
    private static final Set<BeyondTheSchema.Verdict> CONTENT =
            Set.of(BeyondTheSchema.Verdict.OVERWRITES, BeyondTheSchema.Verdict.PARTS);

    @Override
    public Stream<Finding> findings(Deploy deploy) {
        return Stream.of(
                        deploy.with(Outcome.REPLACED).filter(Change::holdsData).map(DataJudge::replaced),
                        deploy.with(Outcome.REMOVED)
                                .filter(Change::holdsData)
                                .map(change -> removed(change, deploy))
                                .flatMap(Optional::stream),
                        deploy.with(Outcome.REMOVED)
                                .filter(DataJudge::isKept)
                                .flatMap(change -> missingDependencies(change, deploy)),
                        deploy.changes().stream()
                                .filter(change -> isUnprotected(change, deploy))
                                .map(DataJudge::unprotected),
                        deploy.changes().stream().flatMap(DataJudge::overwritten))
                .flatMap(each -> each);
    }

    private static Finding replaced(Change change) {
        return new Finding(
                Rule.DATA_LOST,
                change.logicalId(),
                "%s %s is replaced because of %s: a new, empty one takes its place, and the old one is %s."
                        .formatted(change.type(), change.logicalId(), Causes.of(change), fate(change)),
                "Set the property to the value that it had when the resource was created. To change it, create"
                        + " a second resource, copy the data, and only then remove the first.");
    }

    private static Optional<Finding> removed(Change change, Deploy deploy) {
        boolean kept = isKept(change);
        if (kept
                && (deploy.step().isDown()
                        || deploy.facts()
                                .departure(change.resource(), deploy.step())
                                .isPresent())) {
            return Optional.empty();
        }
        Optional<Change> successor = successor(change, deploy);
        String what = successor
                .map(next -> ("%s %s now has another logical id, %s: a new, empty one is created, and the old"
                                + " one is %s.")
                        .formatted(change.type(), change.logicalId(), next.logicalId(), fate(change)))
                .orElseGet(() -> "%s %s leaves the stack, and is %s."
                        .formatted(change.type(), change.logicalId(), fate(change)));
        String remedy = successor
                .map(next -> "Bring back the construct's id and its place in the tree, or keep the logical id:"
                        + " overrideLogicalId(\"%s\") on the CfnResource.".formatted(change.logicalId()))
                .orElse("Keep the construct. To give up its data, delete it from the stack in a separate deploy.");
        boolean lost = !kept || successor.isPresent();
        return Optional.of(new Finding(lost ? Rule.DATA_LOST : Rule.DATA_LEAVES, change.logicalId(), what, remedy));
    }

    /** An added resource of the same type with nearly the same properties: the same resource under another id. */
    private static Optional<Change> successor(Change change, Deploy deploy) {
        return deploy.with(Outcome.ADDED)
                .filter(added -> added.type().equals(change.type()))
                .filter(added -> !hasAnotherName(change, added, deploy))
                .filter(added -> 2 * alike(change, added)
                        >= change.resource().properties().size())
                .max(Comparator.comparingLong(added -> alike(change, added)));
    }

    private static long alike(Change one, Change other) {
        return one.resource().properties().properties().stream()
                .filter(entry -> entry.getValue().equals(other.resource().property(entry.getKey())))
                .count();
    }

    /** Whether both have a name and the names differ, such as the databases of accounts and of content. */
    private static boolean hasAnotherName(Change one, Change other, Deploy deploy) {
        return deploy.comparison().model(one.type()).stream()
                .flatMap(model -> model.names().stream())
                .filter(name -> one.resource().properties().has(name)
                        && other.resource().properties().has(name))
                .anyMatch(name ->
                        !one.resource().property(name).equals(other.resource().property(name)));
    }

    private static boolean isKept(Change change) {
        return change.holdsData() && change.fate().orElseThrow() != Fate.DESTROYED;
    }

    /** A kept database whose key is destroyed cannot be read; one whose subnet group is deleted blocks the deploy. */
    private static Stream<Finding> missingDependencies(Change kept, Deploy deploy) {
        boolean whole = kept.fate().orElseThrow() == Fate.KEPT;
        return deploy.with(Outcome.REMOVED)
                .filter(gone -> gone.fate().orElseThrow() == Fate.DESTROYED)
                .filter(gone -> whole
                        ? HELD_BY_ITS_USERS.contains(gone.type())
                        : gone.type().equals(KEY))
                .filter(gone -> kept.resource().needs().contains(gone.logicalId()))
                .map(gone -> new Finding(
                        Rule.DATA_LOST,
                        gone.logicalId(),
                        "%s %s is destroyed, but %s, which is kept, needs it."
                                .formatted(gone.type(), gone.logicalId(), kept.logicalId()),
                        "Give it DeletionPolicy Retain and deploy that first."));
    }

    /** Checks the new declaration: under the same logical id, another type may hold no data. */
    private static boolean isUnprotected(Change change, Deploy deploy) {
        return change.after()
                .filter(after -> Foundations.holdsData(after.type(), deploy.comparison()))
                .filter(after -> !isMember(after) && !isProtected(after))
                .filter(after ->
                        Fate.ofRemoved(after) == Fate.DESTROYED || Fate.ofReplaced(after, after) == Fate.DESTROYED)
                .isPresent();
    }

    /** Whether it is an instance of a cluster, where the cluster holds the data. */
    private static boolean isMember(Resource resource) {
        return MEMBERS.contains(resource.type()) && resource.properties().has("DBClusterIdentifier");
    }

    /** Whether AWS refuses to delete it, so that the deploy fails. */
    private static boolean isProtected(Resource resource) {
        return TABLES.contains(resource.type())
                && resource.property("DeletionProtectionEnabled").asBoolean();
    }

    /** A resource that the deploy doesn't touch is in no danger yet, so that finding doesn't block. */
    private static Finding unprotected(Change change) {
        boolean untouched = change.outcome() == Outcome.UNCHANGED;
        return new Finding(
                untouched ? Rule.STILL_UNPROTECTED : Rule.UNPROTECTED,
                change.logicalId(),
                "%s %s holds data and would be destroyed if it were removed from the template or replaced%s."
                        .formatted(
                                change.type(), change.logicalId(), untouched ? "; this deploy does not touch it" : ""),
                "Give it DeletionPolicy and UpdateReplacePolicy Retain or, where the type has it, Snapshot:"
                        + " applyRemovalPolicy(RemovalPolicy.RETAIN).");
    }

    private static Stream<Finding> overwritten(Change change) {
        if (change.before().isEmpty() || change.after().isEmpty()) {
            return Stream.empty();
        }
        return change.properties().stream()
                .flatMap(property ->
                        BeyondTheSchema.of(change.before().get(), change.after().get(), property.name()).stream())
                .filter(rule -> CONTENT.contains(rule.verdict()))
                .map(rule -> new Finding(
                        Rule.CONTENT_LOST,
                        change.logicalId(),
                        "%s of %s %s changes: %s."
                                .formatted(rule.property(), change.type(), change.logicalId(), rule.what()),
                        "Keep the value. For another one create a second resource, and move its users to it."));
    }

    private static String fate(Change change) {
        return change.fate().orElseThrow().name().toLowerCase(Locale.ROOT);
    }
}

package dev.scalingstages.review.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.judge.Judge.Deploy;
import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.KnownUpdate;
import dev.scalingstages.review.knowledge.Readers;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.plan.Unknown;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the check doesn't know about resources: what they contain, how a change affects that, and who reads it. */
final class ResourceUnknowns {
    /** The attributes beside the properties that the check knows. */
    private static final Set<String> ATTRIBUTES =
            Set.of("Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy");

    private static final Set<String> NESTED = Set.of("AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet");
    private static final String MODULE = "::MODULE";
    private static final String CUSTOM = "Custom::";
    private static final Set<String> CUSTOM_TYPES = Set.of("AWS::CloudFormation::CustomResource");
    private static final String TAGS = "Tags";
    private static final String ENGINE_VERSION = "EngineVersion";

    private ResourceUnknowns() {}

    static Stream<Unknown> of(Deploy deploy, List<Finding> findings) {
        Set<String> judged = findings.stream()
                .filter(finding -> finding.rule().blocks())
                .map(Finding::logicalId)
                .collect(Collectors.toSet());
        return Stream.of(
                        nested(deploy),
                        withoutSchema(deploy),
                        content(deploy),
                        Stream.concat(alike(deploy), unread(deploy))
                                .filter(unknown -> !judged.contains(unknown.subject())))
                .flatMap(each -> each);
    }

    private static Stream<Unknown> nested(Deploy deploy) {
        return deploy.changes().stream()
                .filter(change ->
                        NESTED.contains(change.type()) || change.type().endsWith(MODULE))
                .map(change -> new Unknown(
                        change.logicalId(),
                        "The contents of %s %s are not checked.".formatted(change.type(), change.logicalId()),
                        change.outcome() == Outcome.UPDATED || change.outcome() == Outcome.INTERRUPTED));
    }

    /** Types without a schema. Their changes and removals are findings; new ones are only mentioned. */
    private static Stream<Unknown> withoutSchema(Deploy deploy) {
        TreeMap<String, List<Change>> types = deploy.changes().stream()
                .filter(change -> deploy.comparison().model(change.type()).isEmpty())
                .filter(change -> !change.type().endsWith(MODULE))
                .collect(Collectors.groupingBy(Change::type, TreeMap::new, Collectors.toList()));
        return types.entrySet().stream()
                .map(type -> new Unknown(
                        type.getKey(),
                        type.getKey().startsWith(CUSTOM) || CUSTOM_TYPES.contains(type.getKey())
                                ? "What the functions behind %s do is not checked.".formatted(type.getKey())
                                : "The type %s is unknown: it may hold data, and any change may replace it."
                                        .formatted(type.getKey()),
                        false));
    }

    /** In-place changes of stateful resources that no rule declares harmless to the data. */
    private static Stream<Unknown> content(Deploy deploy) {
        return Stream.concat(deploy.with(Outcome.UPDATED), deploy.with(Outcome.INTERRUPTED))
                .filter(Change::holdsData)
                .filter(change -> !NESTED.contains(change.type()))
                .flatMap(change -> change.properties().stream()
                        .map(PropertyChange::name)
                        .filter(property -> !property.endsWith(TAGS) && !ATTRIBUTES.contains(property))
                        .flatMap(property -> content(deploy, change, property)));
    }

    private static Stream<Unknown> content(Deploy deploy, Change change, String property) {
        Resource before = change.before().orElseThrow();
        Resource after = change.after().orElseThrow();
        boolean open = new TemplateParts(deploy.comparison().before()).isOpen(before.property(property))
                || new TemplateParts(deploy.comparison().after()).isOpen(after.property(property));
        if (open && BeyondTheSchema.dependsOnValues(before.type(), property)) {
            return Stream.of(new Unknown(
                    change.logicalId(),
                    "%s of %s %s changes, by values that are not evaluated."
                            .formatted(property, change.type(), change.logicalId()),
                    true));
        }
        boolean known = property.equals(ENGINE_VERSION)
                ? EngineJudge.knows(before, after) && !isMajorOfASource(deploy, before, after)
                : KnownUpdate.knows(before, after, property)
                        || deploy.facts().inPlaceChange(before, after, property).isPresent()
                        || BeyondTheSchema.hasRule(before.type(), property)
                        || !deploy.facts().effects(before, after, property).isEmpty();
        return known
                ? Stream.empty()
                : Stream.of(new Unknown(
                        change.logicalId(),
                        ("%s of %s %s changes in place: no rule says whether AWS accepts that, or what it does"
                                        + " to the data.")
                                .formatted(property, change.type(), change.logicalId()),
                        true));
    }

    /** Whether it is a major upgrade of a source whose replicas must have a compatible version. */
    private static boolean isMajorOfASource(Deploy deploy, Resource before, Resource after) {
        return EngineJudge.isMajor(before, after)
                && deploy.comparison().after().resources().values().stream()
                        .anyMatch(replica -> Reference.in(replica.property("SourceDBInstanceIdentifier")).stream()
                                .anyMatch(source -> source.logicalId().equals(after.logicalId())));
    }

    /** A resource leaves and an identical one is added: for a while both exist, which AWS may refuse. */
    private static Stream<Unknown> alike(Deploy deploy) {
        List<Change> leaving = deploy.with(Outcome.REMOVED)
                .filter(change -> !change.holdsData())
                .toList();
        return deploy.with(Outcome.ADDED)
                .filter(added -> !added.resource().properties().isEmpty())
                .flatMap(added -> leaving.stream()
                        .filter(removed -> removed.type().equals(added.type()))
                        .filter(removed -> same(removed.resource(), added.resource()))
                        .map(removed -> new Unknown(
                                added.logicalId(),
                                ("%s %s is created before %s, which has the same properties, is removed: no rule"
                                                + " says whether AWS accepts both.")
                                        .formatted(added.type(), added.logicalId(), removed.logicalId()),
                                true)));
    }

    private static boolean same(Resource one, Resource other) {
        JsonNode properties = one.properties();
        return properties.equals(other.properties());
    }

    /** On templates that belong to no stage, a reader may find a resource in ways that the check doesn't look at. */
    private static Stream<Unknown> unread(Deploy deploy) {
        if (deploy.step().isKnown()) {
            return Stream.empty();
        }
        return UnreadDataJudge.unread(
                        deploy,
                        Readers.of(deploy.comparison().before(), deploy.comparison()),
                        Readers.of(deploy.comparison().after(), deploy.comparison()))
                .map(change -> new Unknown(
                        change.logicalId(),
                        "No server, function or container is configured with %s %s any more: who reads its data?"
                                .formatted(change.type(), change.logicalId()),
                        true));
    }
}

package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.Effect;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Foundations;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Comparison.Difference;
import dev.scalingstages.review.template.Impact;
import dev.scalingstages.review.template.Reference;
import dev.scalingstages.review.template.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Decides for each resource of two templates what a deploy does to it. */
final class Changes {
    /** Attributes that a deploy updates without touching the resource. */
    private static final Set<String> NOTED_ONLY = Set.of("Metadata", "DependsOn");

    /** Attributes whose value changes with each update of the resource. */
    private static final Set<String> VERSIONS = Set.of("DefaultVersionNumber", "LatestVersionNumber");

    private final ApplicationFacts facts;
    private final Comparison comparison;
    private final SortedMap<String, Resource> before;
    private final SortedMap<String, Resource> after;
    private final SortedSet<String> inBoth;

    /** References in the new template, by logical id and property, for the resources that are in both templates. */
    private final SortedMap<String, SortedMap<String, SortedSet<Reference>>> references = new TreeMap<>();

    private final SortedMap<String, SortedMap<String, PropertyChange>> properties = new TreeMap<>();
    private final Set<String> replaced = new TreeSet<>();

    private Changes(ApplicationFacts facts, Comparison comparison) {
        this.facts = facts;
        this.comparison = comparison;
        before = comparison.before().resources();
        after = comparison.after().resources();
        inBoth = new TreeSet<>(before.keySet());
        inBoth.retainAll(after.keySet());
        inBoth.forEach(id -> references.put(id, after.get(id).referencesByProperty()));
    }

    /** What a deploy does to each resource, by logical id. */
    static List<Change> of(ApplicationFacts facts, Comparison comparison, Foundations old, Foundations now) {
        Changes changes = new Changes(facts, comparison);
        changes.readDifferences();
        changes.followVersions();
        changes.followReplacements();
        return changes.decide(old, now);
    }

    private void readDifferences() {
        inBoth.forEach(id -> {
            Difference difference = comparison.difference(id);
            difference.properties().keySet().forEach(name -> note(id, name, impactOf(id, name, difference), ""));
            difference.attributes().stream()
                    .filter(Predicate.not(NOTED_ONLY::contains))
                    .forEach(name -> note(id, name, Impact.WILL_UPDATE, ""));
        });
    }

    /** The impact by CloudFormation's schemas, corrected by what is known beyond them. */
    private Impact impactOf(String id, String property, Difference difference) {
        return BeyondTheSchema.of(before.get(id), after.get(id), property)
                .filter(rule -> rule.verdict() == BeyondTheSchema.Verdict.REPLACES)
                .map(rule -> Impact.WILL_REPLACE)
                .orElse(difference.properties().get(property));
    }

    /** A new version of a launch template changes the groups that use its latest version. */
    private void followVersions() {
        List<String> updated = List.copyOf(properties.keySet());
        updated.forEach(id -> followReferences(id, reference -> VERSIONS.contains(reference.attribute())));
    }

    /** Resources that refer to a replaced one change with it, and may be replaced for that in turn. */
    private void followReplacements() {
        Deque<String> open = new ArrayDeque<>(inBoth);
        while (!open.isEmpty()) {
            String id = open.pop();
            if (isReplaced(id) && replaced.add(id)) {
                open.addAll(followReferences(id, reference -> true));
            }
        }
    }

    private boolean isReplaced(String id) {
        return !before.get(id).type().equals(after.get(id).type())
                || properties.getOrDefault(id, new TreeMap<>()).values().stream()
                        .anyMatch(PropertyChange::replaces);
    }

    /** Records the properties that refer to a resource, and returns the resources that have them. */
    private List<String> followReferences(String id, Predicate<Reference> which) {
        List<String> affected = new ArrayList<>();
        references.forEach((user, byProperty) -> byProperty.forEach((property, all) -> {
            if (!user.equals(id)
                    && all.stream().anyMatch(reference -> reference.logicalId().equals(id) && which.test(reference))) {
                note(user, property, comparison.impact(after.get(user).type(), property), id);
                affected.add(user);
            }
        }));
        return affected;
    }

    private void note(String id, String property, Impact impact, String because) {
        SortedMap<String, PropertyChange> noted = properties.computeIfAbsent(id, each -> new TreeMap<>());
        PropertyChange known = noted.get(property);
        SortedSet<String> reasons = new TreeSet<>();
        if (!because.isEmpty() && (known == null || !known.because().isEmpty())) {
            reasons.add(because);
        }
        if (known != null) {
            reasons.addAll(known.because());
        }
        Impact worst = known != null && known.impact().compareTo(impact) > 0 ? known.impact() : impact;
        Resource old = before.get(id);
        Resource now = after.get(id);
        noted.put(
                property,
                new PropertyChange(
                        property,
                        worst,
                        facts.inPlaceChange(old, now, property),
                        reasons,
                        facts.effects(old, now, property)));
    }

    private List<Change> decide(Foundations old, Foundations now) {
        SortedSet<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        return ids.stream().map(id -> decide(id, old, now)).toList();
    }

    private Change decide(String id, Foundations old, Foundations now) {
        Optional<Resource> then = Optional.ofNullable(before.get(id));
        Optional<Resource> later = Optional.ofNullable(after.get(id));
        if (then.isEmpty()) {
            return new Change(then, later, Outcome.ADDED, Optional.empty(), List.of(), now.role(id));
        }
        Role role = old.role(id);
        if (later.isEmpty()) {
            Optional<Fate> fate = Optional.of(Fate.ofRemoved(then.get()));
            return new Change(then, later, Outcome.REMOVED, fate, List.of(), role);
        }
        List<PropertyChange> changed =
                List.copyOf(properties.getOrDefault(id, new TreeMap<>()).values());
        if (replaced.contains(id)) {
            Optional<Fate> fate = Optional.of(Fate.ofReplaced(then.get(), later.get()));
            return new Change(then, later, Outcome.REPLACED, fate, changed, role);
        }
        return new Change(then, later, outcome(changed), Optional.empty(), changed, role);
    }

    private static Outcome outcome(List<PropertyChange> changed) {
        if (changed.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        return changed.stream()
                        .flatMap(property -> property.effects().stream())
                        .anyMatch(effect -> effect.kind() == Effect.Kind.INTERRUPTS)
                ? Outcome.INTERRUPTED
                : Outcome.UPDATED;
    }
}

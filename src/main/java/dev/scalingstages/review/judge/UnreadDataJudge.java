package dev.scalingstages.review.judge;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Readers;
import dev.scalingstages.review.knowledge.Readers.Binding;
import dev.scalingstages.review.knowledge.Step;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Finding;
import dev.scalingstages.review.plan.Finding.Rule;
import dev.scalingstages.review.plan.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * G9: the new template serves the data that the old one held. A stateful resource that had readers before and has none
 * afterwards is left unread, however well it is kept; so is one whose reader is pointed at another.
 *
 * <p>On templates that belong to no stage, only the second case can be judged. There it is unknown who else may read a
 * resource that no server is pointed at any more: see {@link ResourceUnknowns}.
 */
final class UnreadDataJudge implements Judge {
    @Override
    public Stream<Finding> findings(Deploy deploy) {
        Readers before = Readers.of(deploy.comparison().before(), deploy.comparison());
        Readers after = Readers.of(deploy.comparison().after(), deploy.comparison());
        return Stream.concat(
                deploy.step().isKnown()
                        ? unread(deploy, before, after).map(change -> unread(change, deploy, before, after))
                        : Stream.empty(),
                swapped(deploy, before, after));
    }

    /** The stateful resources that had readers and have none any more. */
    static Stream<Change> unread(Deploy deploy, Readers before, Readers after) {
        Set<String> superseded = deploy.step().isKnown() ? superseded(before, deploy.facts()) : Set.of();
        SortedSet<String> named = after.stores();
        return deploy.changes().stream()
                .filter(change -> before.stores().contains(change.logicalId()))
                .filter(change -> !named.contains(change.logicalId()))
                .filter(change -> !superseded.contains(change.logicalId()))
                .filter(change -> !deploy.facts().copies().contains(change.type()))
                .filter(change -> isUnreported(change, deploy.step()));
    }

    /**
     * Whether no other judge objects: resources that are replaced, or leave on a step that isn't down, are reported as
     * lost.
     */
    private static boolean isUnreported(Change change, Step step) {
        return switch (change.outcome()) {
            case REPLACED -> false;
            case REMOVED -> step.isDown() && change.fate().orElseThrow() != Fate.DESTROYED;
            case ADDED, UNCHANGED, UPDATED, INTERRUPTED -> true;
        };
    }

    /** Resources whose data a server moved elsewhere when it booted: they hold an old copy. */
    private static SortedSet<String> superseded(Readers readers, ApplicationFacts facts) {
        Map<String, Set<String>> variables = readers.bindings().stream()
                .collect(Collectors.groupingBy(
                        Binding::reader, TreeMap::new, Collectors.mapping(Binding::variable, Collectors.toSet())));
        return readers.bindings().stream()
                .filter(binding -> facts.move(binding.variable())
                        .filter(move -> move.isMadeBy(variables.get(binding.reader())))
                        .isPresent())
                .map(Binding::store)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Finding unread(Change change, Deploy deploy, Readers before, Readers after) {
        SortedSet<String> successors = new TreeSet<>(after.stores());
        successors.removeAll(before.stores());
        SortedSet<String> made = deploy.with(Outcome.ADDED)
                .map(Change::logicalId)
                .filter(successors::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        SortedSet<String> variables = variables(before, change.logicalId());
        String what = "Nothing reads %s %s afterwards (%s): what was written there is %s, but not served"
                .formatted(
                        change.type(),
                        change.logicalId(),
                        String.join(", ", variables),
                        change.fate()
                                .map(fate -> fate.name().toLowerCase(Locale.ROOT))
                                .orElse("kept"));
        Step step = deploy.step();
        if (made.isEmpty()) {
            return new Finding(
                    Rule.MOVE_FIRST, change.logicalId(), what + ".", MoveBack.of(variables, change.type(), deploy));
        }
        return new Finding(
                Rule.STRANDED,
                change.logicalId(),
                "%s. %s, which takes over, is created by this deploy, so it is empty."
                        .formatted(what, String.join(", ", made)),
                variables.stream()
                        .flatMap(variable -> deploy.facts().move(variable).stream())
                        .findFirst()
                        .map(move ->
                                "Take stage %d first, whose server moves it at its boot: ./review growth %d %d, then ./review growth %d %d. %s."
                                        .formatted(
                                                move.stage(),
                                                step.from(),
                                                move.stage(),
                                                move.stage(),
                                                step.to(),
                                                move.outage()))
                        .orElse("Create what takes over in a separate deploy, move the data, and only then"
                                + " configure the readers with it."));
    }

    /** Readers that stay, but whose variable names another resource. */
    private static Stream<Finding> swapped(Deploy deploy, Readers before, Readers after) {
        return before.bindings().stream()
                .filter(binding -> isUnreported(change(deploy, binding.store()), deploy.step()))
                .flatMap(binding -> other(binding, before, after).stream()
                        .map(other -> new Finding(
                                Rule.MOVE_FIRST,
                                binding.store(),
                                ("%s of %s named %s %s, and names %s afterwards: what was written to the first"
                                                + " is not served.")
                                        .formatted(
                                                binding.variable(),
                                                binding.reader(),
                                                change(deploy, binding.store()).type(),
                                                binding.store(),
                                                other),
                                "Keep %s, or move the data first and confirm that with --data-moved."
                                        .formatted(binding.store()))))
                .distinct();
    }

    /** The resource that a reader is pointed at instead; a variable that holds a list keeps its other members. */
    private static Optional<String> other(Binding binding, Readers before, Readers after) {
        SortedSet<String> now = after.bindings().stream()
                .filter(each -> each.reader().equals(binding.reader()))
                .filter(each -> each.variable().equals(binding.variable()))
                .map(Binding::store)
                .collect(Collectors.toCollection(TreeSet::new));
        if (now.isEmpty()) {
            // Another reader may have taken its place.
            now.addAll(after.storesOf(binding.variable()));
            now.removeIf(store -> !store.equals(binding.store())
                    && before.storesOf(binding.variable()).contains(store));
        }
        return now.contains(binding.store()) ? Optional.empty() : now.stream().findFirst();
    }

    private static SortedSet<String> variables(Readers readers, String store) {
        return readers.bindings().stream()
                .filter(binding -> binding.store().equals(store))
                .map(Binding::variable)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Change change(Deploy deploy, String logicalId) {
        return deploy.changes().stream()
                .filter(change -> change.logicalId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }
}

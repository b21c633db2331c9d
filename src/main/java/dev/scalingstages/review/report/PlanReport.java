package dev.scalingstages.review.report;

import dev.scalingstages.review.knowledge.Departure;
import dev.scalingstages.review.knowledge.Effect;
import dev.scalingstages.review.knowledge.Effects;
import dev.scalingstages.review.knowledge.Fate;
import dev.scalingstages.review.knowledge.Replaceable;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.Outcome;
import dev.scalingstages.review.plan.Plan;
import dev.scalingstages.review.plan.PointOfNoReturn;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.report.Section.Detail;
import dev.scalingstages.review.report.Section.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan in sections, in the order in which a reader decides: losses first, then interruptions, then the rest. */
public final class PlanReport {
    private static final String TAGS = "Tags";

    private final Plan plan;
    private final FindingSections findings;

    public PlanReport(Plan plan) {
        this.plan = plan;
        findings = new FindingSections(plan);
    }

    /** Whether anything is lost, in a sentence. */
    public String verdict() {
        return findings.verdict();
    }

    /** The sections that have something to say. */
    public List<Section> sections() {
        return Stream.of(
                        findings.lost(),
                        findings.unknown(),
                        findings.settingsLeftOut(),
                        findings.moved(),
                        findings.worthKnowing(),
                        interrupted(),
                        data(),
                        replaced(),
                        leaving(),
                        changedInPlace(),
                        added(),
                        irreversible(),
                        findings.notLookedAt())
                .filter(section -> !section.isEmpty())
                .toList();
    }

    private Section interrupted() {
        List<Change> interrupted = plan.changes(Outcome.INTERRUPTED);
        List<Change> unseen = plan.changes(Outcome.UPDATED).stream()
                .filter(change -> !properties(change).isEmpty() && !Effects.knows(change.type()))
                .toList();
        return new Section(
                "Interrupted",
                interrupted.isEmpty() ? "Nothing%s.".formatted(unseen.isEmpty() ? "" : " that is known") : "",
                Stream.concat(
                                interrupted.stream()
                                        .map(change -> new Item(
                                                "%s: %s".formatted(Names.of(change), properties(change)),
                                                effects(change, Effect.Kind.INTERRUPTS))),
                                unseen.isEmpty()
                                        ? Stream.empty()
                                        : Stream.of(Item.of("Not known: whether a change in place interrupts %s"
                                                .formatted(Names.counted(unseen)))))
                        .toList());
    }

    private Section data() {
        List<Change> before =
                plan.ofData().filter(change -> change.before().isPresent()).toList();
        if (before.isEmpty()) {
            return Section.of("Data", List.of());
        }
        Map<String, List<Change>> byFate =
                before.stream().collect(Collectors.groupingBy(this::fateOf, TreeMap::new, Collectors.toList()));
        List<Item> items = byFate.entrySet().stream()
                .map(fate -> Item.of("%s: %s".formatted(fate.getKey(), Names.listed(fate.getValue()))))
                .toList();
        long stay = before.stream().filter(change -> !change.leaves()).count();
        return new Section(
                "Data",
                "%s data today; %s."
                        .formatted(
                                before.size() == 1 ? "1 resource holds" : before.size() + " resources hold",
                                staying(stay, before.size())),
                items);
    }

    private static String staying(long stay, int all) {
        if (all == 1) {
            return stay == 1 ? "it stays" : "it does not stay";
        }
        return stay == all ? "all of them stay" : "%d of them stay".formatted(stay);
    }

    private String fateOf(Change change) {
        return switch (change.outcome()) {
            case UNCHANGED -> "Stays as it is";
            case UPDATED -> properties(change).isEmpty() ? "Stays as it is" : "Stays, changed in place";
            case INTERRUPTED -> "Stays, changed in place, with an interruption";
            case REPLACED -> "Is replaced";
            case REMOVED -> "Leaves the stack";
            case ADDED -> "Is new";
        };
    }

    private Section replaced() {
        return Section.of(
                "Replaced",
                plan.changes(Outcome.REPLACED).stream()
                        .map(change -> Item.of("%s: because of %s; %s"
                                .formatted(
                                        Names.of(change),
                                        reason(change),
                                        Replaceable.of(change.type())
                                                .map(Replaceable::reason)
                                                .orElse("see above"))))
                        .toList());
    }

    private static String reason(Change change) {
        return change.properties().stream()
                .filter(PropertyChange::replaces)
                .map(property -> property.because().isEmpty()
                        ? property.name()
                        : "%s, which refers to %s".formatted(property.name(), String.join(", ", property.because())))
                .collect(Collectors.joining("; "));
    }

    private Section leaving() {
        List<Change> leaving = plan.changes(Outcome.REMOVED);
        List<Item> items = new ArrayList<>();
        leavingWith(leaving, Fate.KEPT)
                .ifPresent(kept -> items.add(Item.of("Kept in the account, outside the stack: " + Names.listed(kept))));
        leavingWith(leaving, Fate.SNAPSHOTTED)
                .ifPresent(kept -> items.add(Item.of("Deleted after a last snapshot: " + Names.listed(kept))));
        Map<String, List<Change>> byReason = leavingWith(leaving, Fate.DESTROYED).orElse(List.of()).stream()
                .collect(Collectors.groupingBy(this::why, TreeMap::new, Collectors.toList()));
        byReason.forEach((reason, changes) -> items.add(Item.of("Deleted: %s (%s)"
                .formatted(changes.size() == 1 ? Names.of(changes.get(0)) : Names.counted(changes), reason))));
        return Section.of("Removed", items);
    }

    private static Optional<List<Change>> leavingWith(List<Change> leaving, Fate fate) {
        return Optional.of(leaving.stream()
                        .filter(change -> change.fate().orElseThrow() == fate)
                        .toList())
                .filter(changes -> !changes.isEmpty());
    }

    private String why(Change change) {
        return plan.application()
                .departure(change.resource(), plan.step())
                .map(Departure::reason)
                .orElse(
                        plan.step().isDown() && !change.holdsData()
                                ? "holds no data, and the template creates it again"
                                : "see above");
    }

    private Section changedInPlace() {
        List<Item> items = new ArrayList<>();
        long tagsOnly = 0;
        Map<String, List<Change>> alike = new TreeMap<>();
        for (Change change : plan.changes(Outcome.UPDATED)) {
            String properties = properties(change);
            if (properties.isEmpty()) {
                tagsOnly++;
            } else {
                alike.computeIfAbsent(Names.type(change.type()) + ": " + properties, each -> new ArrayList<>())
                        .add(change);
            }
        }
        alike.forEach((properties, changes) -> items.add(new Item(
                "%s of %s".formatted(properties, Names.listed(changes)),
                effects(changes.get(0), Effect.Kind.values()))));
        plan.changes(Outcome.INTERRUPTED).stream()
                .filter(change ->
                        effects(change, Effect.Kind.SLOWS, Effect.Kind.ROLLS).size() > 0)
                .forEach(change -> items.add(new Item(
                        "%s, apart from the interruption".formatted(Names.of(change)),
                        effects(change, Effect.Kind.SLOWS, Effect.Kind.ROLLS))));
        if (tagsOnly > 0) {
            items.add(Item.of("%s, in tags only".formatted(Names.count(tagsOnly, "more resource"))));
        }
        return Section.of("Changed in place, while serving", items);
    }

    private Section added() {
        String tag = plan.application().component();
        Map<String, List<Change>> byComponent = plan.changes(Outcome.ADDED).stream()
                .collect(Collectors.groupingBy(
                        change -> Names.tagged(change.resource(), tag), TreeMap::new, Collectors.toList()));
        List<Item> items = new ArrayList<>();
        byComponent.forEach((component, changes) -> items.add(Item.of(
                tag.isEmpty()
                        ? Names.counted(changes)
                        : "%s: %s"
                                .formatted(
                                        component.isEmpty() ? "without a %s tag".formatted(tag) : component,
                                        Names.counted(changes)))));
        return new Section(
                "Added",
                items.isEmpty() ? "" : Names.count(plan.changes(Outcome.ADDED).size(), "resource") + ".",
                items);
    }

    private Section irreversible() {
        Map<String, List<String>> alike = plan.pointsOfNoReturn().stream()
                .collect(Collectors.groupingBy(
                        PointOfNoReturn::what,
                        TreeMap::new,
                        Collectors.mapping(PointOfNoReturn::logicalId, Collectors.toList())));
        Function<String, Change> find = id -> plan.changes().stream()
                .filter(change -> change.logicalId().equals(id))
                .findFirst()
                .orElseThrow();
        List<Item> items = new ArrayList<>();
        alike.forEach((what, ids) -> items.add(
                Item.of("%s: %s".formatted(Names.listed(ids.stream().map(find).toList()), what))));
        return Section.of("Cannot be undone", items);
    }

    private static List<Detail> effects(Change change, Effect.Kind... kinds) {
        List<Effect.Kind> wanted = List.of(kinds);
        return change.properties().stream()
                .flatMap(property -> property.effects().stream()
                        .filter(effect -> wanted.contains(effect.kind()))
                        .map(effect -> new Detail(
                                "%s: %s. About how long: %s"
                                        .formatted(property.name(), effect.what(), effect.duration()),
                                effect.source())))
                .distinct()
                .toList();
    }

    /** The properties that change, with their values, except tags, which change on every resource at each step. */
    private static String properties(Change change) {
        return change.properties().stream()
                .filter(property -> !property.name().endsWith(TAGS))
                .map(property -> Values.describe(change, property))
                .collect(Collectors.joining(", "));
    }
}

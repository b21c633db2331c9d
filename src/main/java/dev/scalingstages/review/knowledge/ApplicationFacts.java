package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.Template;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the review has to know about one application that no template says: its stages, its allowances beyond those for
 * all templates, where its data moves, its settings. The application supplies it. Templates of other applications are
 * reviewed with {@link #NONE}.
 *
 * @param stages the stages through which it grows
 * @param departures what may leave, by the application's own logical ids
 * @param inPlaceChanges changes of the application's own types that happen in place
 * @param effects what changes of the application's servers interrupt
 * @param moves the moves of data that its servers make
 * @param waysBack how data gets back to where a lower stage reads it
 * @param copies types of resources that hold only copies of data
 * @param component the tag that groups its resources; empty if they have none
 * @param settings what its settings do
 */
public record ApplicationFacts(
        Stages stages,
        List<Departure> departures,
        List<InPlaceChange> inPlaceChanges,
        List<EffectRule> effects,
        List<DataMove> moves,
        List<WayBack> waysBack,
        Set<String> copies,
        String component,
        SettingFacts settings) {
    /** The facts about an application of which nothing is known. */
    public static final ApplicationFacts NONE = new ApplicationFacts(
            Stages.NONE, List.of(), List.of(), List.of(), List.of(), List.of(), Set.of(), "", SettingFacts.NONE);

    public ApplicationFacts {
        departures = List.copyOf(departures);
        inPlaceChanges = List.copyOf(inPlaceChanges);
        effects = List.copyOf(effects);
        moves = List.copyOf(moves);
        waysBack = List.copyOf(waysBack);
        copies = Set.copyOf(copies);
    }

    /**
     * These facts if all templates are of the application's stages, otherwise {@link #NONE}; templates without
     * resources are ignored.
     */
    public ApplicationFacts of(Template... templates) {
        List<Template> filled = Arrays.stream(templates)
                .filter(template -> !template.resources().isEmpty())
                .toList();
        boolean ours = !filled.isEmpty() && filled.stream().allMatch(template -> stages.of(template) > 0);
        return ours ? this : NONE;
    }

    /** The allowance for a resource that leaves at a step, if there is one. */
    public Optional<Departure> departure(Resource resource, Step step) {
        return allDepartures()
                .filter(departure -> departure.isOf(resource) && departure.isAllowedAt(step))
                .findFirst();
    }

    /** Whether a resource may leave at some step. */
    public boolean mayLeave(Resource resource) {
        return allDepartures().anyMatch(departure -> departure.isOf(resource));
    }

    /** The allowance for a change of a property, if there is one. */
    public Optional<InPlaceChange> inPlaceChange(Resource before, Resource after, String property) {
        return Stream.concat(inPlaceChanges.stream(), InPlaceChange.all().stream())
                .filter(change -> change.isOf(before, after, property))
                .findFirst();
    }

    /** What a change of a property does to the service. */
    public List<Effect> effects(Resource before, Resource after, String property) {
        return Stream.concat(
                        Effects.of(before, after, property).stream(),
                        EffectRule.of(effects, before, after, property).stream())
                .toList();
    }

    /** The move of the data whose location a variable holds, if there is one. */
    public Optional<DataMove> move(String variable) {
        return moves.stream().filter(move -> move.from().equals(variable)).findFirst();
    }

    /** How a stateful resource that variables name gets back to where a lower stage reads it, if there is a way. */
    public Optional<WayBack> wayBack(Set<String> variables, String type, Step step) {
        return waysBack.stream().filter(way -> way.isOf(variables, type, step)).findFirst();
    }

    private Stream<Departure> allDepartures() {
        return Stream.concat(departures.stream(), Departure.all().stream());
    }
}

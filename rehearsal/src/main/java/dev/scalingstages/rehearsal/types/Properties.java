package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** Reads properties. */
final class Properties {
    /** Those whose change nothing here feels. */
    private static final Set<String> UNFELT = Set.of("Tags", "Description");

    private Properties() {}

    /** A list of texts; a missing one is empty. */
    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Tags, as {@code Key} and {@code Value} in a list. */
    static Map<String, String> tags(JsonNode list) {
        Map<String, String> tags = new HashMap<>();
        list.forEach(tag -> tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return tags;
    }

    /** The names of the properties that differ, without tags and descriptions. */
    static Set<String> changed(Declaration before, Declaration after) {
        Set<String> changed = new TreeSet<>();
        before.properties().fieldNames().forEachRemaining(changed::add);
        after.properties().fieldNames().forEachRemaining(changed::add);
        changed.removeAll(UNFELT);
        changed.removeIf(name -> before.property(name).equals(after.property(name)));
        return changed;
    }

    /**
     * Refuses a change that nobody plays.
     *
     * @throws FailureException when a property differs that is none of those given
     */
    static void playedChanges(Declaration before, Declaration after, String... played) throws FailureException {
        Set<String> changed = changed(before, after);
        changed.removeAll(Set.of(played));
        if (!changed.isEmpty()) {
            throw new FailureException("the rehearsal does not play a change of %s of %s"
                    .formatted(String.join(", ", changed), after.type()));
        }
    }
}

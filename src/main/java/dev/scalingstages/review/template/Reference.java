package dev.scalingstages.review.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value in a template refers to, by {@code Ref}, {@code Fn::GetAtt} or {@code Fn::Sub}.
 *
 * @param logicalId a resource or parameter
 * @param attribute which attribute of it, empty for what {@code Ref} gives
 */
public record Reference(String logicalId, String attribute) implements Comparable<Reference> {
    private static final Pattern IN_TEXT = Pattern.compile("\\$\\{([A-Za-z0-9]+)(?:\\.([A-Za-z0-9.]+))?}");

    private static final Comparator<Reference> ORDER =
            Comparator.comparing(Reference::logicalId).thenComparing(Reference::attribute);

    /** Every reference in a value, at any depth. */
    public static SortedSet<Reference> in(JsonNode value) {
        SortedSet<Reference> found = new TreeSet<>();
        collect(value, found);
        return Collections.unmodifiableSortedSet(found);
    }

    @Override
    public int compareTo(Reference other) {
        return ORDER.compare(this, other);
    }

    private static void collect(JsonNode value, SortedSet<Reference> found) {
        if (value.isObject() && value.size() == 1) {
            addReferences(value, found);
        }
        value.forEach(child -> collect(child, found));
    }

    private static void addReferences(JsonNode intrinsic, SortedSet<Reference> found) {
        if (intrinsic.path("Ref").isTextual()) {
            found.add(new Reference(intrinsic.get("Ref").asText(), ""));
        }
        JsonNode attribute = intrinsic.path("Fn::GetAtt");
        if (attribute.isArray() && attribute.size() == 2) {
            found.add(new Reference(attribute.get(0).asText(), attribute.get(1).asText()));
        } else if (attribute.isTextual()) {
            String[] parts = attribute.asText().split("\\.", 2);
            found.add(new Reference(parts[0], parts.length == 2 ? parts[1] : ""));
        }
        JsonNode text = intrinsic.path("Fn::Sub");
        Matcher variables = IN_TEXT.matcher((text.isArray() ? text.path(0) : text).asText(""));
        while (variables.find()) {
            // A variable that the second element defines isn't a reference to the template, and its value is searched
            // anyway.
            if (!text.path(1).has(variables.group(1))) {
                found.add(new Reference(variables.group(1), variables.group(2) == null ? "" : variables.group(2)));
            }
        }
    }
}

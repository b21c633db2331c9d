package dev.scalingstages.review.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.PropertyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The changed values of a property in reports, such as {@code MaxSize 12 → 20}. */
final class Values {
    /** More values than these are only counted. */
    private static final int SHOWN = 3;

    /** Longer values are not shown: they are in the templates. */
    private static final int LONGEST = 30;

    private static final String NOT_SHOWN = "";

    private Values() {}

    /** A property with its old and new values, as far as those are short. */
    static String describe(Change change, PropertyChange property) {
        if (change.before().isEmpty() || change.after().isEmpty()) {
            return property.name();
        }
        List<String> differences = new ArrayList<>();
        collect(
                "",
                change.before().get().property(property.name()),
                change.after().get().property(property.name()),
                differences);
        boolean shown = !differences.isEmpty() && differences.size() <= SHOWN && !differences.contains(NOT_SHOWN);
        return shown ? property.name() + String.join(", ", differences) : property.name();
    }

    private static void collect(String path, JsonNode before, JsonNode after, List<String> differences) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject() && !isIntrinsic(before) && !isIntrinsic(after)) {
            SortedSet<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> collect(path + "." + name, before.path(name), after.path(name), differences));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int index = 0; index < before.size(); index++) {
                collect(path + "[" + index + "]", before.get(index), after.get(index), differences);
            }
        } else {
            differences.add(text(before)
                    .flatMap(was -> text(after).map(now -> "%s %s → %s".formatted(path, was, now)))
                    .orElse(NOT_SHOWN));
        }
    }

    private static boolean isIntrinsic(JsonNode value) {
        return value.size() == 1 && value.fieldNames().next().matches("Ref|Fn::.*");
    }

    /** A value as a single word; empty for one that needs more. */
    private static Optional<String> text(JsonNode value) {
        if (value.isMissingNode()) {
            return Optional.of("none");
        }
        if (value.path("Ref").isTextual()) {
            return Optional.of(value.get("Ref").asText());
        }
        JsonNode attribute = value.path("Fn::GetAtt");
        if (attribute.isArray()) {
            return Optional.of("%s.%s"
                    .formatted(attribute.path(0).asText(), attribute.path(1).asText()));
        }
        return value.isValueNode() && value.asText().length() <= LONGEST
                ? Optional.of(value.asText())
                : Optional.empty();
    }
}

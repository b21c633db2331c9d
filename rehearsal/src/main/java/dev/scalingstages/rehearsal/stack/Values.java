package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares evaluated values. */
final class Values {
    private Values() {}

    /** Whether two values are the same to CloudFormation: 3 is "3", and true is "true". */
    static boolean same(JsonNode one, JsonNode other) {
        if (one.isValueNode() && other.isValueNode()) {
            return one.asText().equals(other.asText());
        }
        if (one.getNodeType() != other.getNodeType() || one.size() != other.size()) {
            return false;
        }
        if (one.isArray()) {
            for (int index = 0; index < one.size(); index++) {
                if (!same(one.get(index), other.get(index))) {
                    return false;
                }
            }
            return true;
        }
        return one.properties().stream()
                .allMatch(entry -> other.has(entry.getKey()) && same(entry.getValue(), other.get(entry.getKey())));
    }

    /** The keys whose values differ, or which only one of two objects has. */
    static SortedSet<String> differing(ObjectNode before, ObjectNode after) {
        SortedSet<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> same(before.path(name), after.path(name)));
        return Collections.unmodifiableSortedSet(names);
    }
}

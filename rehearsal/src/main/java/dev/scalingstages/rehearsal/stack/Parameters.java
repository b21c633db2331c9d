package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parameters of a template with their values. */
final class Parameters {
    private static final String BY_SSM = "AWS::SSM::Parameter::Value<";

    private Parameters() {}

    /**
     * The values by name: those given, else defaults, else a refusal. A parameter of an SSM type has the name of a
     * parameter of the store as its value, which is looked up.
     *
     * @param declared the template's {@code Parameters}, or a missing node
     */
    static SortedMap<String, JsonNode> values(JsonNode declared, Map<String, String> given, Lookups lookups) {
        SortedSet<String> unknown = new TreeSet<>(given.keySet());
        SortedSet<String> without = new TreeSet<>();
        SortedMap<String, JsonNode> values = new TreeMap<>();
        declared.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode declaration = entry.getValue();
            unknown.remove(name);
            if (given.containsKey(name) || declaration.has("Default")) {
                String text =
                        given.getOrDefault(name, declaration.path("Default").asText());
                check(name, declaration, text);
                values.put(name, value(declaration.path("Type").asText(), text, lookups));
            } else {
                without.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw new RefusalException("Parameters: %s do not exist in the template".formatted(unknown));
        }
        if (!without.isEmpty()) {
            throw new RefusalException("Parameters: %s must have values".formatted(without));
        }
        return Collections.unmodifiableSortedMap(values);
    }

    private static void check(String name, JsonNode declaration, String text) {
        JsonNode allowed = declaration.path("AllowedValues");
        boolean isAllowed = allowed.isMissingNode();
        for (JsonNode each : allowed) {
            isAllowed |= each.asText().equals(text);
        }
        if (!isAllowed) {
            throw new RefusalException("Parameter '%s' must be one of AllowedValues".formatted(name));
        }
        String pattern = declaration.path("AllowedPattern").asText("");
        if (!pattern.isEmpty() && !text.matches(pattern)) {
            throw new RefusalException("Parameter '%s' must match pattern %s".formatted(name, pattern));
        }
    }

    private static JsonNode value(String type, String text, Lookups lookups) {
        if (type.startsWith(BY_SSM)) {
            try {
                return plain(type.substring(BY_SSM.length(), type.length() - 1), lookups.parameter(text));
            } catch (FailureException e) {
                throw new RefusalException(e.getMessage());
            }
        }
        return plain(type, text);
    }

    private static JsonNode plain(String type, String text) {
        if (!type.startsWith("List<") && !type.equals("CommaDelimitedList")) {
            return TextNode.valueOf(text);
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (String each : text.split(",")) {
            values.add(each.strip());
        }
        return values;
    }
}

package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The conditions of a template. They depend on parameters alone, so they are decided before anything is created. */
final class Conditions {
    private final JsonNode declared;
    private final Intrinsics intrinsics;
    private final Scope parameters;
    private final Map<String, Boolean> decided = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    /**
     * @param declared the template's {@code Conditions}, or a missing node
     * @param parameters knows parameters and pseudo parameters
     */
    Conditions(JsonNode declared, Intrinsics intrinsics, Scope parameters) {
        this.declared = declared;
        this.intrinsics = intrinsics;
        this.parameters = parameters;
    }

    /** Whether a condition holds. */
    boolean holds(String name) {
        Boolean known = decided.get(name);
        if (known != null) {
            return known;
        }
        if (!declared.has(name)) {
            throw new RefusalException(
                    "Template format error: Unresolved condition dependency %s in the template".formatted(name));
        }
        if (!open.add(name)) {
            throw new RefusalException("Template format error: Circular dependency in conditions: " + open);
        }
        boolean holds = holds(declared.get(name));
        open.remove(name);
        decided.put(name, holds);
        return holds;
    }

    /** A part of the template without {@code Fn::If}: with the branches that are taken. */
    JsonNode decide(JsonNode node) {
        if (node.isObject() && node.size() == 1 && node.has("Fn::If")) {
            JsonNode argument = node.get("Fn::If");
            if (argument.size() != 3) {
                throw new RefusalException("Template error: Fn::If requires a list argument with three elements");
            }
            return decide(argument.get(holds(argument.get(0).asText()) ? 1 : 2));
        }
        if (node.isObject()) {
            ObjectNode decidedNode = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(entry -> decidedNode.set(entry.getKey(), decide(entry.getValue())));
            return decidedNode;
        }
        if (node.isArray()) {
            ArrayNode decidedNode = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> decidedNode.add(decide(each)));
            return decidedNode;
        }
        return node;
    }

    private boolean holds(JsonNode expression) {
        String function = expression.size() == 1 ? expression.fieldNames().next() : "";
        JsonNode argument = expression.path(function);
        return switch (function) {
            case "Fn::Equals" -> Values.same(value(argument.path(0)), value(argument.path(1)));
            case "Fn::And" -> all(argument, true);
            case "Fn::Or" -> !all(argument, false);
            case "Fn::Not" -> !holds(argument.path(0));
            case "Condition" -> holds(argument.asText());
            default ->
                throw new RefusalException(
                        "Template error: this is no condition that CloudFormation evaluates: " + expression);
        };
    }

    private boolean all(JsonNode expressions, boolean wanted) {
        for (JsonNode each : expressions) {
            if (holds(each) != wanted) {
                return false;
            }
        }
        return true;
    }

    private JsonNode value(JsonNode node) {
        try {
            return intrinsics.evaluate(decide(node), parameters);
        } catch (FailureException e) {
            throw new RefusalException(e.getMessage());
        }
    }
}

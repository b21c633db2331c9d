package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates intrinsic functions, except {@code Fn::If} and those of conditions, which {@link Conditions} does before.
 *
 * <p>Attributes of resources are text here. Where a function needs a list, a text is split at its commas.
 */
final class Intrinsics {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private static final Set<String> FUNCTIONS = Set.of(
            "Fn::GetAtt",
            "Fn::Sub",
            "Fn::Join",
            "Fn::Select",
            "Fn::Split",
            "Fn::Base64",
            "Fn::FindInMap",
            "Fn::GetAZs",
            "Fn::Cidr",
            "Fn::Length",
            "Fn::ToJsonString");

    private final JsonNode mappings;
    private final Environment environment;

    /**
     * @param mappings the template's {@code Mappings}, or a missing node
     */
    Intrinsics(JsonNode mappings, Environment environment) {
        this.mappings = mappings;
        this.environment = environment;
    }

    /** The function that an object is, such as {@code Fn::Sub} or {@code Ref}; empty for what is no function. */
    static Optional<String> function(JsonNode node) {
        if (!node.isObject() || node.size() != 1) {
            return Optional.empty();
        }
        String name = node.fieldNames().next();
        return name.equals("Ref") || name.startsWith("Fn::") ? Optional.of(name) : Optional.empty();
    }

    /** Whether a function is evaluated here. */
    static boolean knows(String function) {
        return function.equals("Ref") || FUNCTIONS.contains(function);
    }

    /** The value of a node; a missing node where it is {@code AWS::NoValue}. */
    JsonNode evaluate(JsonNode node, Scope scope) throws FailureException {
        Optional<String> function = function(node);
        if (function.isPresent()) {
            return call(function.get(), node.get(function.get()), scope);
        }
        if (node.isObject()) {
            ObjectNode values = JsonNodeFactory.instance.objectNode();
            for (var entry : node.properties()) {
                JsonNode value = evaluate(entry.getValue(), scope);
                if (!value.isMissingNode()) {
                    values.set(entry.getKey(), value);
                }
            }
            return values;
        }
        if (node.isArray()) {
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            for (JsonNode each : node) {
                JsonNode value = evaluate(each, scope);
                if (!value.isMissingNode()) {
                    values.add(value);
                }
            }
            return values;
        }
        return node;
    }

    private JsonNode call(String function, JsonNode argument, Scope scope) throws FailureException {
        return switch (function) {
            case "Ref" -> scope.ref(argument.asText());
            case "Fn::GetAtt" -> attribute(argument, scope);
            case "Fn::Sub" -> TextNode.valueOf(substitute(argument, scope));
            case "Fn::Join" -> {
                List<String> parts = new ArrayList<>();
                for (JsonNode each : list(function, evaluate(pair(function, argument, 1), scope))) {
                    parts.add(text(function, each));
                }
                yield TextNode.valueOf(String.join(argument.get(0).asText(), parts));
            }
            case "Fn::Select" -> select(argument, scope);
            case "Fn::Split" -> {
                ArrayNode parts = JsonNodeFactory.instance.arrayNode();
                String all = text(function, evaluate(pair(function, argument, 1), scope));
                for (String each : all.split(Pattern.quote(argument.get(0).asText()), -1)) {
                    parts.add(each);
                }
                yield parts;
            }
            case "Fn::Base64" ->
                TextNode.valueOf(Base64.getEncoder()
                        .encodeToString(
                                text(function, evaluate(argument, scope)).getBytes(StandardCharsets.UTF_8)));
            case "Fn::FindInMap" -> findInMap(argument, scope);
            case "Fn::GetAZs" -> zones(text(function, evaluate(argument, scope)));
            case "Fn::Cidr" -> cidr(evaluate(argument, scope));
            case "Fn::Length" ->
                IntNode.valueOf(list(function, evaluate(argument, scope)).size());
            case "Fn::ToJsonString" ->
                TextNode.valueOf(evaluate(argument, scope).toString());
            default -> throw new FailureException("Template error: this play does not know the function " + function);
        };
    }

    private JsonNode attribute(JsonNode argument, Scope scope) throws FailureException {
        if (argument.isTextual()) {
            String[] parts = argument.asText().split("\\.", 2);
            return scope.attribute(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return scope.attribute(
                argument.path(0).asText(), text("Fn::GetAtt", evaluate(pair("Fn::GetAtt", argument, 1), scope)));
    }

    private String substitute(JsonNode argument, Scope scope) throws FailureException {
        JsonNode own = argument.path(1);
        Matcher variables =
                VARIABLE.matcher(argument.isArray() ? argument.path(0).asText() : argument.asText());
        StringBuilder text = new StringBuilder();
        while (variables.find()) {
            String name = variables.group(1).strip();
            String value;
            if (name.startsWith("!")) {
                value = "${" + name.substring(1) + "}";
            } else if (own.has(name)) {
                value = text("Fn::Sub", evaluate(own.get(name), scope));
            } else if (name.contains(".")) {
                String[] parts = name.split("\\.", 2);
                value = text("Fn::Sub", scope.attribute(parts[0], parts[1]));
            } else {
                value = text("Fn::Sub", scope.ref(name));
            }
            variables.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return variables.appendTail(text).toString();
    }

    private JsonNode select(JsonNode argument, Scope scope) throws FailureException {
        JsonNode values = list("Fn::Select", evaluate(pair("Fn::Select", argument, 1), scope));
        JsonNode index = evaluate(argument.get(0), scope);
        JsonNode selected = values.path(index.asInt(-1));
        if (selected.isMissingNode()) {
            throw new FailureException(
                    "Template error: Fn::Select cannot select nonexistent value at index " + index.asText());
        }
        return selected;
    }

    private JsonNode findInMap(JsonNode argument, Scope scope) throws FailureException {
        String map = text("Fn::FindInMap", evaluate(pair("Fn::FindInMap", argument, 0), scope));
        String top = text("Fn::FindInMap", evaluate(pair("Fn::FindInMap", argument, 1), scope));
        String second = text("Fn::FindInMap", evaluate(pair("Fn::FindInMap", argument, 2), scope));
        JsonNode value = mappings.path(map).path(top).path(second);
        if (value.isMissingNode() && argument.path(3).has("DefaultValue")) {
            return evaluate(argument.get(3).get("DefaultValue"), scope);
        }
        if (value.isMissingNode()) {
            throw new FailureException(
                    "Template error: Unable to get mapping for %s::%s::%s".formatted(map, top, second));
        }
        return value;
    }

    private JsonNode zones(String region) throws FailureException {
        if (!region.isEmpty() && !region.equals(environment.region())) {
            throw new FailureException("Template error: Fn::GetAZs of another region, " + region + ", is not played");
        }
        ArrayNode zones = JsonNodeFactory.instance.arrayNode();
        environment.zones().forEach(zones::add);
        return zones;
    }

    private static JsonNode cidr(JsonNode argument) throws FailureException {
        try {
            ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
            Cidr.parse(pair("Fn::Cidr", argument, 0).asText())
                    .split(
                            pair("Fn::Cidr", argument, 1).asInt(),
                            argument.path(2).asInt(8))
                    .forEach(block -> blocks.add(block.toString()));
            return blocks;
        } catch (IllegalArgumentException e) {
            throw new FailureException("Template error: Fn::Cidr: " + e.getMessage());
        }
    }

    private static JsonNode pair(String function, JsonNode argument, int index) throws FailureException {
        if (!argument.isArray() || !argument.has(index)) {
            throw new FailureException("Template error: every %s object requires a list of arguments, this one has %s"
                    .formatted(function, argument));
        }
        return argument.get(index);
    }

    private static JsonNode list(String function, JsonNode value) throws FailureException {
        if (value.isTextual()) {
            ArrayNode parts = JsonNodeFactory.instance.arrayNode();
            for (String each : value.asText().split(",")) {
                parts.add(each.strip());
            }
            return parts;
        }
        if (!value.isArray()) {
            throw new FailureException("Template error: %s needs a list, and was given %s".formatted(function, value));
        }
        return value;
    }

    private static String text(String function, JsonNode value) throws FailureException {
        if (!value.isValueNode()) {
            throw new FailureException("Template error: every %s needs text, and was given %s"
                    .formatted(function, value.isMissingNode() ? "AWS::NoValue" : value));
        }
        return value.asText();
    }
}

package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A template's value as text, so that values can be compared and searched: references are written as
 * {@code ${LogicalId}} or {@code ${LogicalId.Attribute}}, whichever intrinsic function made them.
 */
public final class TemplateText {
    private TemplateText() {}

    /** The text of one value; of a missing one, the empty text. */
    public static String of(JsonNode value) {
        if (value.isValueNode() || value.isMissingNode()) {
            return value.asText();
        }
        if (value.isObject() && value.size() == 1) {
            Map.Entry<String, JsonNode> only = value.properties().iterator().next();
            JsonNode argument = only.getValue();
            switch (only.getKey()) {
                case "Ref":
                    return "${" + argument.asText() + "}";
                case "Fn::GetAtt":
                    return "${" + (argument.isArray() ? joined(argument, ".") : argument.asText()) + "}";
                case "Fn::Join":
                    return joined(argument.path(1), argument.path(0).asText());
                case "Fn::Sub":
                    return of(argument.isArray() ? argument.path(0) : argument);
                case "Fn::Base64":
                    return of(argument);
                default:
                    break;
            }
        }
        return value.toString();
    }

    /** The texts of a list's values; a single value counts as a list of one, a missing one as an empty list. */
    public static List<String> each(JsonNode value) {
        if (value.isMissingNode()) {
            return List.of();
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(TemplateText::of)
                        .toList()
                : List.of(of(value));
    }

    private static String joined(JsonNode list, String separator) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(TemplateText::of)
                .collect(Collectors.joining(separator));
    }
}

package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A resource as its type gets it: every intrinsic function is evaluated.
 *
 * @param logicalId its key in the template
 * @param type its CloudFormation type
 * @param properties its properties, evaluated, not to be changed
 * @param attributes what stands beside the properties, such as {@code CreationPolicy}, evaluated; an empty object if
 *     there is nothing
 */
public record Declaration(String logicalId, String type, ObjectNode properties, ObjectNode attributes) {
    /** One of its properties, or a missing node. */
    public JsonNode property(String name) {
        return properties.path(name);
    }

    /** One of its properties as text, or empty text. */
    public String text(String name) {
        return properties.path(name).asText("");
    }

    /** One of the attributes beside the properties, or a missing node. */
    public JsonNode attribute(String name) {
        return attributes.path(name);
    }
}

package dev.scalingstages.review.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.review.template.Resource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a setting's value appears in a template. Counts of resources, such as {@code replicas}, appear nowhere.
 *
 * @param setting the setting's name
 * @param type the type of resource that shows it
 * @param of which resources of the type show it
 * @param property a JSON pointer below the properties
 * @param lastStage the last stage at which the resource leaves if the setting is left out; 0 if it stays
 */
public record SettingTrace(String setting, String type, Predicate<Resource> of, String property, int lastStage) {
    /** The trace of a setting on a resource that stays when the setting is left out. */
    public SettingTrace(String setting, String type, Predicate<Resource> of, String property) {
        this(setting, type, of, property, 0);
    }

    /** The value that a resource shows, if it shows one. */
    public Optional<String> value(Optional<Resource> resource) {
        return resource.filter(each -> each.type().equals(type))
                .filter(of)
                .map(each -> each.properties().at(property))
                .filter(JsonNode::isValueNode)
                .map(JsonNode::asText);
    }

    /** Matches resources by the prefix of their logical id. */
    public static Predicate<Resource> named(String prefix) {
        return resource -> resource.logicalId().startsWith(prefix);
    }
}

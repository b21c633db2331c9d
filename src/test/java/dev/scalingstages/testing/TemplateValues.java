package dev.scalingstages.testing;

import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as templates write them. In the CDK's assertions a {@code Capture} may stand for a logical id. */
public final class TemplateValues {
    private TemplateValues() {}

    /** A reference to a resource. */
    public static Map<String, Object> ref(Object logicalId) {
        return Map.of("Ref", logicalId);
    }

    /** A reference to a resource of the model. */
    public static Map<String, Object> ref(Resource resource) {
        return ref(resource.logicalId());
    }

    /** An attribute of a resource of the model. */
    public static Map<String, Object> attribute(Resource resource, String name) {
        return attribute(resource.logicalId(), name);
    }

    /** An attribute of a resource, such as {@code Arn}. */
    public static Map<String, Object> attribute(Object logicalId, String name) {
        return Map.of("Fn::GetAtt", List.of(logicalId, name));
    }

    /** Parts of a text that are joined when the stack is deployed. */
    public static Map<String, Object> joined(Object... parts) {
        return Map.of("Fn::Join", List.of("", List.of(parts)));
    }

    /**
     * An object by the paths of its values, as in {@code entry("Conditions/0/Field", "http-header")}: numbers are places in
     * a list, which has no other elements.
     */
    @SafeVarargs
    public static Map<String, Object> object(Map.Entry<String, ?>... values) {
        List<Map.Entry<String, ?>> list = new ArrayList<>();
        for (Map.Entry<String, ?> value : values) {
            list.add(value);
        }
        return object(list);
    }

    /** An object with one value, by its path. */
    public static Map<String, Object> object(String path, Object value) {
        return object(List.of(Map.entry(path, value)));
    }

    private static Map<String, Object> object(List<Map.Entry<String, ?>> values) {
        Map<String, Object> object = new LinkedHashMap<>();
        Map<String, List<Map.Entry<String, ?>>> objects = new LinkedHashMap<>();
        for (Map.Entry<String, ?> value : values) {
            String[] path = value.getKey().split("/", 2);
            if (path.length == 1) {
                object.put(path[0], value.getValue());
            } else {
                objects.computeIfAbsent(path[0], any -> new ArrayList<>()).add(Map.entry(path[1], value.getValue()));
            }
        }
        objects.forEach((name, inner) -> {
            Map<String, Object> value = object(inner);
            object.put(name, value.containsKey("0") ? List.copyOf(value.values()) : value);
        });
        return object;
    }
}

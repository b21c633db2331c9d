package dev.scalingstages.testing;

import dev.scalingstages.testing.CloudTemplate.Resource;
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
}

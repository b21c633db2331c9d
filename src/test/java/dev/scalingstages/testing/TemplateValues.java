package dev.scalingstages.testing;

import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;

/** Values as templates write them, for the CDK's assertions; a {@code Capture} may stand for a logical id. */
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

    /** What the property {@code Tags} of a component's resources holds. */
    public static Matcher component(String name) {
        return with(Map.of("Key", "component", "Value", name));
    }

    /** A list that holds, in this order and perhaps among others, objects with at least these properties. */
    @SafeVarargs
    public static Matcher with(Map<String, ?>... elements) {
        // The CDK compares plain maps in arrayWith as a whole, but maps elsewhere by the named properties only.
        List<Matcher> matchers = new ArrayList<>();
        for (Map<String, ?> element : elements) {
            matchers.add(Match.objectLike(element));
        }
        return Match.arrayWith(matchers);
    }

    /** The property of an alarm on the worst of several: a metric among those that it watches. */
    public static Object watching(Map<String, Object> metric) {
        return Match.arrayWith(List.of(
                Match.objectLike(Map.of("MetricStat", Match.objectLike(Map.of("Metric", Match.objectLike(metric)))))));
    }
}

package dev.scalingstages.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;

/** Forms of values that the CDK's assertions look for; plain values are {@link TemplateValues}. */
public final class TemplateMatchers {
    private TemplateMatchers() {}

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

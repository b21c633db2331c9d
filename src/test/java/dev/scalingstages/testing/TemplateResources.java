package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Template;

/** Requirements about some resources of a type, which the CDK's assertions can only say of one or of all. */
public final class TemplateResources {
    private TemplateResources() {}

    /** Fails unless each resource of a type has these properties, if there are any of the type. */
    public static void every(Template template, String type, Map<String, ?> properties) {
        template.resourcePropertiesCountIs(
                type, properties, template.findResources(type).size());
    }

    /** Fails unless there are resources of a type with some properties, and each of them has the other ones too. */
    public static void each(Template template, String type, Map<String, ?> which, Map<String, ?> properties) {
        int count = template.findResources(type, Map.of("Properties", which)).size();
        assertThat(count)
                .as("resources of type %s with %s", type, which.keySet())
                .isPositive();
        Map<String, Object> both = new HashMap<>(which);
        both.putAll(properties);
        template.resourcePropertiesCountIs(type, both, count);
    }

    /** Fails unless the logical ids that were captured are those of resources of a type. */
    public static void areOf(Template template, String type, Capture logicalIds) {
        do {
            assertThat(template.findResources(type)).as(type).containsKey(logicalIds.asString());
        } while (logicalIds.next());
    }

    /** Fails unless the numbers that were captured are within limits. */
    public static void areWithin(int least, int most, Capture numbers) {
        do {
            assertThat(numbers.asNumber().doubleValue()).isBetween((double) least, (double) most);
        } while (numbers.next());
    }

    /** A resource with these properties that outlives the stack, and its own replacement. */
    public static Map<String, Object> retained(Map<String, ?> properties) {
        return Map.of("DeletionPolicy", "Retain", "UpdateReplacePolicy", "Retain", "Properties", properties);
    }
}

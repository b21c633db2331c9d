package dev.scalingstages.review.judge;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.plan.PropertyChange;
import java.util.List;
import java.util.stream.Collectors;

/** Why a resource is replaced, in words. */
final class Causes {
    private Causes() {}

    /** The properties that replace it, and the replaced resources that they refer to. */
    static String of(Change change) {
        List<PropertyChange> replacing =
                change.properties().stream().filter(PropertyChange::replaces).toList();
        if (replacing.isEmpty()) {
            return "its type, which was " + change.before().orElseThrow().type();
        }
        return replacing.stream().map(Causes::of).collect(Collectors.joining(" and "));
    }

    private static String of(PropertyChange property) {
        String certainty = switch (property.impact()) {
            case MAY_REPLACE -> " (which may replace it, and no rule says that it does not)";
            case UNKNOWN -> " (which CloudFormation's schemas do not know)";
            case WILL_REPLACE, WILL_UPDATE -> "";
        };
        return property.because().isEmpty()
                ? property.name() + certainty
                : "%s%s, which refers to %s"
                        .formatted(property.name(), certainty, String.join(", ", property.because()));
    }
}

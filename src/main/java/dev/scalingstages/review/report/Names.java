package dev.scalingstages.review.report;

import dev.scalingstages.review.plan.Change;
import dev.scalingstages.review.template.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The names of resources in reports. */
public final class Names {
    private static final String LOG_GROUP = "AWS::Logs::LogGroup";

    /** How many names a line for people holds before it says how many more there are. */
    private static final int SHOWN = 8;

    private Names() {}

    /** A resource by its name and type, such as {@code DatabaseInstance (RDS::DBInstance)}. */
    public static String of(Change change) {
        return "%s (%s)".formatted(change.resource().name(), type(change.type()));
    }

    /** A type without the prefix {@code AWS::}, which nearly all have. */
    public static String type(String type) {
        return type.replaceFirst("^AWS::", "");
    }

    /** Names separated by commas: the first few of many, and only the number of log groups. */
    public static String listed(Collection<Change> changes) {
        List<Change> others = changes.stream()
                .filter(change -> !change.type().equals(LOG_GROUP))
                .toList();
        int logGroups = changes.size() - others.size();
        if (logGroups <= 1) {
            return shortened(changes);
        }
        String logs = count(logGroups, "log group");
        return others.isEmpty() ? logs : "%s, and %s".formatted(shortened(others), logs);
    }

    private static String shortened(Collection<Change> changes) {
        List<String> names = changes.stream()
                .map(change -> change.resource().name())
                .sorted()
                .toList();
        return names.size() <= SHOWN + 1
                ? String.join(", ", names)
                : "%s and %d more".formatted(String.join(", ", names.subList(0, SHOWN)), names.size() - SHOWN);
    }

    /** How many resources of which types, such as {@code 3 x EC2::Subnet, KMS::Key}. */
    static String counted(Collection<Change> changes) {
        Map<String, Long> counts = changes.stream()
                .collect(Collectors.groupingBy(change -> type(change.type()), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() == 1 ? count.getKey() : count.getValue() + " x " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** The value of a resource's tag, or empty text. */
    static String tagged(Resource resource, String tag) {
        var tags = resource.property("Tags");
        if (tags.isObject()) {
            return tags.path(tag).asText("");
        }
        return StreamSupport.stream(tags.spliterator(), false)
                .filter(each -> each.path("Key").asText().equals(tag))
                .map(each -> each.path("Value").asText())
                .findFirst()
                .orElse("");
    }

    /** A number with its noun. */
    static String count(long number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + (noun.endsWith("s") ? "es" : "s");
    }
}

package dev.scalingstages.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where two JSON documents differ, by JSON pointer (RFC 6901), in the order of their sorted keys. */
public final class TemplateDifferences {
    private static final int SHOWN = 10;
    private static final int SHOWN_CHARACTERS = 160;
    private static final String NOTHING = "nothing";

    private TemplateDifferences() {}

    /**
     * One difference.
     *
     * @param pointer where it is
     * @param expected the JSON that was expected there, or {@code nothing}
     * @param actual the JSON that is there, or {@code nothing}
     */
    public record Difference(String pointer, String expected, String actual) {
        @Override
        public String toString() {
            return "%s%n    expected: %s%n    actual:   %s".formatted(pointer, shortened(expected), shortened(actual));
        }

        private static String shortened(String json) {
            return json.length() <= SHOWN_CHARACTERS ? json : json.substring(0, SHOWN_CHARACTERS) + " …";
        }
    }

    /** All differences; none when the documents say the same, in whatever order of keys. */
    public static List<Difference> between(JsonNode expected, JsonNode actual) {
        List<Difference> differences = new ArrayList<>();
        compare("", expected, actual, differences);
        return differences;
    }

    /** The first differences in words, and how many more there are. */
    static String describe(List<Difference> differences) {
        String shown =
                differences.stream().limit(SHOWN).map(Difference::toString).collect(Collectors.joining("\n"));
        int more = differences.size() - SHOWN;
        return more <= 0 ? shown : shown + "\nand " + more + " more differences";
    }

    private static void compare(String pointer, JsonNode expected, JsonNode actual, List<Difference> differences) {
        if (expected.isObject() && actual.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            actual.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(pointer + "/" + escaped(name), expected.path(name), actual.path(name), differences);
            }
        } else if (expected.isArray() && actual.isArray()) {
            for (int index = 0; index < Math.max(expected.size(), actual.size()); index++) {
                compare(pointer + "/" + index, expected.path(index), actual.path(index), differences);
            }
        } else if (!expected.equals(actual)) {
            differences.add(new Difference(pointer, text(expected), text(actual)));
        }
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? NOTHING : value.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}

package dev.scalingstages.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the context keys that are neither a setting nor CDK's own, usually misspelt settings. */
final class UnknownNames {
    /** What CDK CLI 2.1148.1 writes into a project's context or understands there, apart from prefixed keys. */
    private static final Set<String> CDK_NAMES = Set.of("acknowledged-issue-numbers", "cdk-migrate", "cli-telemetry");

    /**
     * Feature flags ({@code @aws-cdk/…}), what the CLI passes to every app ({@code aws:cdk:…}), early feature flags
     * ({@code aws-cdk:…}), and answers to lookups ({@code ami:account=…}).
     */
    private static final Pattern CDK_PREFIXED = Pattern.compile("@.+|aws:.+|aws-cdk:.+|[a-z-]+:.*=.*", Pattern.DOTALL);

    /** No name of a setting is half as long; what follows has no bearing on which one was meant. */
    private static final int LONGEST_COMPARED = 64;

    private UnknownNames() {}

    /** One problem for each unknown key, in alphabetical order. */
    static List<Problem> problems(Map<String, Object> context) {
        return context.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .filter(entry -> isUnknown(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> problem(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The setting whose name is like the given one; empty when half of the letters would have to change. */
    static Optional<SettingDefinition> nearest(String name) {
        String given = name.substring(0, Math.min(name.length(), LONGEST_COMPARED));
        int mostChanges = Math.max(2, (given.length() - 1) / 2);
        return SettingCatalogue.ALL.stream()
                .map(definition -> new Candidate(definition, distance(given, definition.name())))
                .min(Comparator.comparingInt(Candidate::changes))
                .filter(candidate -> candidate.changes() <= mostChanges)
                .map(Candidate::definition);
    }

    private record Candidate(SettingDefinition definition, int changes) {}

    private static boolean isUnknown(String name) {
        Objects.requireNonNull(name, "name of a context value");
        return SettingCatalogue.find(name).isEmpty()
                && !CDK_NAMES.contains(name)
                && !CDK_PREFIXED.matcher(name).matches();
    }

    private static Problem problem(String name, Object value) {
        Optional<SettingDefinition> meant = nearest(name);
        return new Problem(
                PrintableValue.of(name),
                PrintableValue.of(value),
                "belongs to no setting"
                        + meant.map(definition -> " (did you mean " + definition.name() + "?)")
                                .orElse(""),
                "the names in docs/settings.md",
                meant.orElseGet(() -> SettingCatalogue.get(SystemSettings.STAGE))
                        .example());
    }

    /** Levenshtein's distance, upper and lower case being the same. */
    private static int distance(String left, String right) {
        String one = left.toLowerCase(Locale.ROOT);
        String other = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = previous[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}

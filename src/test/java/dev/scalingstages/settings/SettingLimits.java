package dev.scalingstages.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The lowest and the highest values that settings take: what is required of templates holds there too. */
enum SettingLimits {
    LOWEST(Map.of("system", "a", "vpcCidr", "192.168.240.0/20")),

    /** With all replicas that as many shards leave room for, and the longest name. */
    HIGHEST(Map.of("system", "scaling-stages-and-a-bit", "vpcCidr", "10.255.0.0/16", "replicas", "2")),

    /** With all shards that as many replicas leave room for. */
    MOST_REPLICAS(Map.of("replicas", "5", "contentShards", "4"));

    private static final Pattern RANGE = Pattern.compile("from (\\d+) to (\\d+)");

    private final Map<String, String> chosen;

    SettingLimits(Map<String, String> chosen) {
        this.chosen = chosen;
    }

    /** From where to where a number may be; empty for what is no number, and for the stage. */
    static Optional<long[]> range(SettingDefinition definition) {
        return definition.kind() == ValueKind.WHOLE_NUMBER && !definition.name().equals(SystemSettings.STAGE)
                ? RANGE.matcher(definition.allowed()).results().findFirst().map(SettingLimits::numbers)
                : Optional.empty();
    }

    private static long[] numbers(MatchResult range) {
        return new long[] {Long.parseLong(range.group(1)), Long.parseLong(range.group(2))};
    }

    /** Settings that go together, with each number at its limit. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(chosen);
        if (this != MOST_REPLICAS) {
            SettingCatalogue.ALL.forEach(definition -> range(definition)
                    .ifPresent(range ->
                            settings.putIfAbsent(definition.name(), Long.toString(range[this == LOWEST ? 0 : 1]))));
        }
        return new LinkedHashMap<>(settings);
    }
}

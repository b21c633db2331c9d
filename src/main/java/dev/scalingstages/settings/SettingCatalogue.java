package dev.scalingstages.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings, in the order of {@code docs/settings.md} and of the messages. */
final class SettingCatalogue {
    /** Every definition, in that order. */
    static final List<SettingDefinition> ALL = Stream.of(
                    SystemSettings.definitions(), ServerSizeSettings.definitions(), DataSizeSettings.definitions())
            .flatMap(List::stream)
            .toList();

    /** The names of the settings that size a component. */
    static final List<String> SIZE_NAMES = Stream.of(ServerSizeSettings.definitions(), DataSizeSettings.definitions())
            .flatMap(List::stream)
            .map(SettingDefinition::name)
            .toList();

    private static final Map<String, SettingDefinition> BY_NAME = byName();

    private SettingCatalogue() {}

    static Optional<SettingDefinition> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** @throws IllegalArgumentException if there is no such setting */
    static SettingDefinition get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no setting " + name + "."));
    }

    private static Map<String, SettingDefinition> byName() {
        Map<String, SettingDefinition> byName = new LinkedHashMap<>();
        for (SettingDefinition definition : ALL) {
            if (byName.put(definition.name(), definition) != null) {
                throw new IllegalStateException("Two settings are called " + definition.name() + ".");
            }
        }
        return Collections.unmodifiableMap(byName);
    }
}

package dev.scalingstages.settings;

import java.util.Optional;

/** The defaults of settings, for code that compares a deployed template with the defaults. */
public final class SettingDefaults {
    private SettingDefaults() {}

    /**
     * The default of a setting at a stage, in canonical text; empty when the setting has none.
     *
     * @param stage 1 to 6
     * @throws IllegalArgumentException if there is no such setting
     */
    public static Optional<String> at(String setting, int stage) {
        StageDefaults defaults = SettingCatalogue.get(setting).defaults();
        return defaults.values().isEmpty() ? Optional.empty() : Optional.of(defaults.at(stage));
    }
}

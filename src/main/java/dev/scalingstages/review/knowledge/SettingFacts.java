package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an application's settings show in its templates.
 *
 * @param traces where values appear; each place belongs to one setting, so a default there shows that the setting is
 *     left out
 * @param shared further places that take a setting's value, but don't show whether the setting was left out
 * @param counts settings that increase the number of the template's resources
 * @param defaults the settings' defaults
 */
public record SettingFacts(
        List<SettingTrace> traces, List<SettingTrace> shared, List<String> counts, Defaults defaults) {
    /** The facts about an application without settings. */
    static final SettingFacts NONE =
            new SettingFacts(List.of(), List.of(), List.of(), (setting, stage) -> Optional.empty());

    /** The defaults of settings. */
    public interface Defaults {
        /** The default at a stage, as text; empty when the setting has none. */
        Optional<String> at(String setting, int stage);
    }

    public SettingFacts {
        traces = List.copyOf(traces);
        shared = List.copyOf(shared);
        counts = List.copyOf(counts);
    }

    /** The setting that a property of a resource comes from, with the value that the resource shows. */
    public Optional<Setting> of(Resource resource, String property) {
        return Stream.concat(traces.stream(), shared.stream())
                .filter(trace -> trace.property().equals("/" + property))
                .flatMap(trace ->
                        trace.value(Optional.of(resource)).map(value -> new Setting(trace.setting(), value)).stream())
                .findFirst();
    }
}

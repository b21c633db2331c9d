package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Resource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an application's settings do in its templates.
 *
 * @param traces where values stand: each is one setting's own, so a default there tells that the setting is left out
 * @param shared where a value stands too: it comes from the setting, but tells nothing of whether that was left out
 * @param counts settings that make the template's resources more
 * @param defaults what a setting is by default
 */
public record SettingFacts(
        List<SettingTrace> traces, List<SettingTrace> shared, List<String> counts, Defaults defaults) {
    /** Those of an application without settings. */
    static final SettingFacts NONE =
            new SettingFacts(List.of(), List.of(), List.of(), (setting, stage) -> Optional.empty());

    /** What a setting is by default. */
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

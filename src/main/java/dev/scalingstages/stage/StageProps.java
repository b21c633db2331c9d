package dev.scalingstages.stage;

import dev.scalingstages.settings.ConnectionPools;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.settings.Sizes;
import java.util.Objects;

/**
 * The input of a stage.
 *
 * @param stage the stage to build
 * @param settings the user's settings
 */
public record StageProps(ScalingStage stage, Settings settings) {
    public StageProps {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(settings, "settings");
    }

    /** The sizes of this stage: its defaults, overridden by the user's settings. */
    public Sizes sizes() {
        return settings.sizes(stage.number());
    }

    /** How many connections to the databases each server of this stage may hold. */
    public ConnectionPools pools() {
        return settings.pools(stage.number());
    }
}

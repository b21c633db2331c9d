package dev.scalingstages.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The defaults of one setting over the stages that use it.
 *
 * @param firstStage the first stage that uses the setting, 1 to 6
 * @param values one value for each stage from the first; empty where the setting has no default
 */
record StageDefaults(int firstStage, List<String> values) {
    /** The number of stages there are. */
    static final int STAGES = 6;

    StageDefaults {
        values = List.copyOf(values);
        if (firstStage < 1 || firstStage + Math.max(values.size(), 1) - 1 > STAGES) {
            throw new IllegalArgumentException("Defaults lie outside of stages 1 to 6: " + firstStage + " " + values);
        }
    }

    /** No default: the setting is absent unless the user gives it. */
    static StageDefaults none() {
        return new StageDefaults(1, List.of());
    }

    /** The same default at every stage. */
    static StageDefaults always(String value) {
        return new StageDefaults(1, Collections.nCopies(STAGES, value));
    }

    /** One value for {@code firstStage} and each following stage that uses the setting. */
    static StageDefaults from(int firstStage, String... values) {
        return new StageDefaults(firstStage, List.of(values));
    }

    int lastStage() {
        return firstStage + values.size() - 1;
    }

    boolean usedAt(int stage) {
        return stage >= firstStage && stage <= lastStage();
    }

    /** The default at a stage; a stage that doesn't use the setting gets that of the nearest one that does. */
    String at(int stage) {
        if (values.isEmpty()) {
            throw new IllegalStateException("There is no default.");
        }
        return values.get(Math.min(Math.max(stage, firstStage), lastStage()) - firstStage);
    }

    /** For {@code docs/settings.md}: {@code 2 (stage 3), 3 (stages 4 to 6)}, or {@code none}. */
    String text() {
        if (values.isEmpty()) {
            return "none";
        }
        if (Collections.frequency(values, values.get(0)) == STAGES) {
            return values.get(0);
        }
        List<String> runs = new ArrayList<>();
        int start = firstStage;
        for (int stage = firstStage; stage <= lastStage(); stage++) {
            boolean runEnds = stage == lastStage() || !at(stage).equals(at(stage + 1));
            if (runEnds) {
                String stages = start == stage ? "stage " + stage : "stages " + start + " to " + stage;
                runs.add(at(stage) + " (" + stages + ")");
                start = stage + 1;
            }
        }
        return String.join(", ", runs);
    }
}

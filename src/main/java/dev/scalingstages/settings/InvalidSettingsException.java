package dev.scalingstages.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Reports everything that is wrong with the settings at once; its message can be shown to the user as it is. */
public final class InvalidSettingsException extends RuntimeException {
    private final transient List<Problem> problems;

    InvalidSettingsException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of {@code docs/settings.md}; unknown names follow, then the environment. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        String heading =
                problems.size() == 1 ? "1 setting is not valid:" : problems.size() + " settings are not valid:";
        return problems.stream().map(Problem::text).collect(Collectors.joining("\n  ", heading + "\n  ", ""));
    }
}

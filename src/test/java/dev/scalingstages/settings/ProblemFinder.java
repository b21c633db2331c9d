package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Finds the problems of settings that must have some. */
final class ProblemFinder {
    private ProblemFinder() {}

    static List<String> texts(Map<String, Object> context) {
        return problemsOf(context, Map.of()).stream().map(Problem::text).toList();
    }

    static List<Problem> problemsOf(Map<String, Object> context, Map<String, String> environment) {
        InvalidSettingsException exception =
                catchThrowableOfType(InvalidSettingsException.class, () -> Settings.parse(context, environment));
        assertThat(exception).as("nothing wrong was found in %s", context).isNotNull();
        return exception.problems();
    }
}

package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.constructs.Construct;

/**
 * The one alarm on Lambda functions that fail, the stack's own and those that AWS creates to rotate passwords. Each has
 * its own number of failures from which it counts as broken: a function that runs every minute may miss a run, one that
 * runs once a month may not.
 */
public final class FunctionAlarms {
    /**
     * The period over which failures are counted, in seconds: long enough to distinguish a function that runs each
     * minute and always fails from one that failed once.
     */
    private static final int WINDOW_SECONDS = 300;

    private FunctionAlarms() {}

    /**
     * Defines the alarm on all functions of a stage.
     *
     * @param scope the scope of the alarm
     */
    public static void define(Construct scope, List<WatchedFunction> functions, Alarms alarms) {
        alarms.defineForWorst(
                scope,
                "FunctionErrorsAlarm",
                functions.stream().map(FunctionAlarms::broken).toList(),
                "A function fails; the graph has its name. "
                        + functions.stream()
                                .map(WatchedFunction::advice)
                                .distinct()
                                .collect(Collectors.joining(" ")));
    }

    private static Condition broken(WatchedFunction function) {
        return Metric.sum("AWS/Lambda", "Errors", Map.of("FunctionName", function.name()))
                .every(WINDOW_SECONDS)
                .atLeast(function.broken())
                .missingIsNotBreaching();
    }
}

package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Condition;
import dev.scalingstages.monitoring.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.constructs.Construct;

/**
 * The one alarm on Lambda functions that fail, ours and those that AWS makes to change passwords. Each has its own
 * number of failures from which it counts as broken: one that runs every minute may miss a run, one that runs once a
 * month may not.
 */
public final class FunctionAlarms {
    /**
     * In this many seconds failures are counted: long enough to tell a function that always fails from one that
     * failed once when it runs each minute.
     */
    private static final int WINDOW_SECONDS = 300;

    private FunctionAlarms() {}

    /**
     * Defines the alarm on all functions of a stage.
     *
     * @param scope where the alarm is
     */
    public static void define(Construct scope, List<WatchedFunction> functions, Alarms alarms) {
        alarms.defineForWorst(
                scope,
                "FunctionErrorsAlarm",
                functions.stream().map(FunctionAlarms::broken).toList(),
                "A function fails; the graph has its name. "
                        + functions.stream()
                                .map(WatchedFunction::whatToRead)
                                .distinct()
                                .collect(Collectors.joining(" ")));
    }

    private static Condition broken(WatchedFunction function) {
        return Metric.sum("AWS/Lambda", "Errors", Map.of("FunctionName", function.name()))
                .every(WINDOW_SECONDS)
                .atLeast(function.broken())
                .missingIsFine();
    }
}

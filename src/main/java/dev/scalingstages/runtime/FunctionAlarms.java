package dev.scalingstages.runtime;

import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.constructs.Construct;

/**
 * The one alarm on Lambda functions that fail, ours and those that AWS makes to change passwords. Each has its own number
 * of failures from which it counts as broken: one that runs every minute may miss a run, one that runs once a month may
 * not.
 */
public final class FunctionAlarms {
    /**
     * In this many seconds failures are counted: long enough to tell a function that always fails from one that failed once
     * when it runs each minute.
     */
    private static final int WINDOW_SECONDS = 300;

    private final Construct scope;
    private final Alarms alarms;
    private final Map<Metric, Integer> failures = new LinkedHashMap<>();
    private final Set<String> advice = new LinkedHashSet<>();

    /**
     * @param scope where the alarm is made, when all functions are known
     */
    public FunctionAlarms(Construct scope, Alarms alarms) {
        this.scope = Objects.requireNonNull(scope, "scope");
        this.alarms = Objects.requireNonNull(alarms, "alarms");
    }

    /**
     * Watches a function.
     *
     * @param broken how many failures in five minutes tell that it is broken
     * @param whatToRead what fails with it, and where its log is; said once for functions that are alike
     */
    public void watch(String functionName, int broken, String whatToRead) {
        failures.put(
                Metric.sum("AWS/Lambda", "Errors", Map.of("FunctionName", functionName))
                        .every(WINDOW_SECONDS),
                broken);
        advice.add(whatToRead);
    }

    /** Raises the alarm on all functions that are watched; to be called once, when all parts have named theirs. */
    public void raise() {
        alarms.raiseForWorst(
                scope,
                "FunctionErrorsAlarm",
                "A function fails; the graph has its name. " + String.join(" ", advice),
                failures,
                Bad.FROM,
                1,
                Missing.IS_FINE);
    }
}

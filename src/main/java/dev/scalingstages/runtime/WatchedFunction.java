package dev.scalingstages.runtime;

import java.util.Objects;

/**
 * A Lambda function with an alarm, the stack's own or one that AWS creates.
 *
 * @param name the function's name
 * @param broken how many failures in five minutes mean that it is broken
 * @param advice what fails with it, and where its log is; the same text for similar functions
 */
public record WatchedFunction(String name, int broken, String advice) {
    public WatchedFunction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(advice, "advice");
        if (broken < 1) {
            throw new IllegalArgumentException("a function is not broken by " + broken + " failures");
        }
    }
}

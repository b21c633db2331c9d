package dev.scalingstages.runtime;

import java.util.Objects;

/**
 * A Lambda function that is watched, of ours or made by AWS.
 *
 * @param name the function's name
 * @param broken how many failures in five minutes tell that it is broken
 * @param whatToRead what fails with it, and where its log is; the same for functions that are alike
 */
public record WatchedFunction(String name, int broken, String whatToRead) {
    public WatchedFunction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(whatToRead, "whatToRead");
        if (broken < 1) {
            throw new IllegalArgumentException("a function is not broken by " + broken + " failures");
        }
    }
}

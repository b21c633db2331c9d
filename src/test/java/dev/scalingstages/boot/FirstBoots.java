package dev.scalingstages.boot;

import dev.scalingstages.testing.Programs;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Each first boot runs once, however many tests start from it: many servers are the same to the last file when they boot
 * first, and what the boot leaves on one is what it leaves on the others. A boot depends on nothing but the scripts, the
 * recorders, and what is in the server's directory. What comes after the first boot always runs.
 */
final class FirstBoots {
    private static final Map<String, Outcome> OUTCOMES = new ConcurrentHashMap<>();

    /**
     * How a boot ended, for any directory.
     *
     * @param left all that it left in the server's directory
     */
    private record Outcome(FileTree left, int status, String output) {}

    private FirstBoots() {}

    /**
     * Runs the first boot of the server in a directory, or does to the directory what it has done to another.
     *
     * @param boot changes nothing outside the directory
     */
    static Programs.Result run(Path directory, Supplier<Programs.Result> boot) {
        Outcome outcome = OUTCOMES.computeIfAbsent(FileTree.read(directory).hash(), key -> {
            Programs.Result result = boot.get();
            return new Outcome(FileTree.read(directory), result.status(), FileTree.masked(directory, result.output()));
        });
        outcome.left().write(directory);
        return new Programs.Result(outcome.status(), FileTree.unmasked(directory, outcome.output()));
    }
}

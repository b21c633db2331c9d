package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The application's sources, as text: it is built for a newer Java than these tests run on. Names of variables are string
 * constants of its package {@code configuration}, some of them put together from a prefix and a suffix.
 */
final class WorkloadSources {
    static final Path ROOT = Path.of("workload/src/main/java/dev/scalingstages/workload");

    private static final Pattern NAME = Pattern.compile("\"(_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?)\"");
    private static final Pattern NEEDED =
            Pattern.compile("variables\\s*\\.(?:needed|file|secretArn)\\(\\s*(?:prefix \\+ )?\"(_?[A-Z_]+)\"");

    private WorkloadSources() {}

    static String text(String file) {
        return ProjectFiles.text(ROOT.resolve(file));
    }

    /** What a pattern's only group is in a file; fails when it is not there once. */
    static String find(String file, String pattern) {
        return only(text(file), pattern);
    }

    static String only(String text, String pattern) {
        Set<String> found = all(text, Pattern.compile(pattern));
        assertThat(found).as(pattern).hasSize(1);
        return found.iterator().next();
    }

    /** Whether the application knows a variable. */
    static boolean knows(String variable) {
        Set<String> constants = all(configuration(), NAME);
        return constants.contains(variable)
                || constants.stream()
                        .filter(suffix -> suffix.startsWith("_"))
                        .filter(variable::endsWith)
                        .map(suffix -> variable.substring(0, variable.length() - suffix.length()))
                        .anyMatch(prefix -> constants.contains(prefix.replaceFirst("(?<=^SHARD_)\\d+$", "")));
    }

    /** What it asks for as for something that has to be there; a suffix alone begins with an underscore. */
    static Set<String> needed() {
        return all(configuration(), NEEDED);
    }

    private static String configuration() {
        return ProjectFiles.below(ROOT.resolve("configuration"), ".java").stream()
                .map(ProjectFiles::text)
                .collect(Collectors.joining("\n"));
    }

    /** What a pattern's first group is in a text. */
    static Set<String> all(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

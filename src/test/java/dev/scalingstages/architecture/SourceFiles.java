package dev.scalingstages.architecture;

import dev.scalingstages.testing.ProjectFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The project's Java files as text. */
final class SourceFiles {
    static final Path MAIN = Path.of("src/main/java/dev/scalingstages");
    static final Path WORKLOAD_TESTS = Path.of("workload/src/test/java/dev/scalingstages/workload");
    static final Path TESTS = Path.of("src/test/java/dev/scalingstages");

    private static final Pattern TEXT_BLOCKS = Pattern.compile("\"\"\".*?\"\"\"", Pattern.DOTALL);
    private static final Pattern STRINGS = Pattern.compile("\"(?:\\\\.|[^\"\\\\\\n])*\"");
    private static final Pattern COMMENTS = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

    private SourceFiles() {}

    static List<Path> below(Path directory) {
        return ProjectFiles.below(directory, ".java");
    }

    /** A file's code, without its comments and without what is in strings. */
    static String code(Path file) {
        String text = TEXT_BLOCKS.matcher(ProjectFiles.text(file)).replaceAll("\"\"");
        return COMMENTS.matcher(STRINGS.matcher(text).replaceAll("\"\"")).replaceAll("");
    }

    /** The package of a file of the application, relative to the application's root package, which is {@code .}. */
    static String packageOf(Path file) {
        Path directory = MAIN.relativize(file.getParent());
        return directory.toString().isEmpty()
                ? "."
                : directory.toString().replace('/', '.').replace('\\', '.');
    }
}

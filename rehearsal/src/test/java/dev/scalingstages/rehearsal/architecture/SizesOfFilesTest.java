package dev.scalingstages.rehearsal.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and lines of code that a reader can take in, here and in the servers. */
class SizesOfFilesTest {
    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_LINE = 120;

    /** What Maven and npm dictate, and tables, in which a row is a line. */
    private static final Pattern NOT_CODE =
            Pattern.compile("(interpolated-)?pom\\.xml|package(-lock)?\\.json|.*\\.tsv");

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

    @Test
    void noFileAndNoLineIsTooLong() throws IOException {
        assertThat(tooLong(Path.of("."))).isEmpty();
        assertThat(tooLong(Path.of("../servers"))).isEmpty();
    }

    @Test
    void checkObjectsToALongFileAndToALongLine(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Good.java"), "x".repeat(LONGEST_LINE) + "\n".repeat(LONGEST_FILE));
        Files.writeString(folder.resolve("long.sh"), "\n".repeat(LONGEST_FILE + 1));
        Files.writeString(folder.resolve("Wide.java"), "\n" + "ä".repeat(LONGEST_LINE + 1));
        assertThat(tooLong(folder))
                .containsExactlyInAnyOrder("long.sh has 301 lines", "Wide.java:2 has 121 characters");
    }

    private static List<String> tooLong(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(each -> isCode(root, each))::iterator) {
                List<String> lines = Files.readAllLines(file);
                Path name = root.relativize(file);
                if (lines.size() > LONGEST_FILE) {
                    found.add(name + " has " + lines.size() + " lines");
                }
                for (int index = 0; index < lines.size(); index++) {
                    int length = lines.get(index).length();
                    if (length > LONGEST_LINE) {
                        found.add(name + ":" + (index + 1) + " has " + length + " characters");
                    }
                }
            }
        }
        return found;
    }

    private static boolean isCode(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return Files.isRegularFile(file)
                && !NOT_CODE.matcher(file.getFileName().toString()).matches();
    }
}

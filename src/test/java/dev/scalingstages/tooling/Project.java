package dev.scalingstages.tooling;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.scalingstages.testing.ProjectFiles;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project that the tests run in, as files. */
final class Project {
    /** The folder of pom.xml, where Maven starts the tests. */
    static final Path ROOT = Path.of("").toAbsolutePath();

    private static final List<String> FOLDERS_OF_SCRIPTS = List.of(
            "",
            "bin",
            "bin/bench",
            ".ci",
            "rehearsal/bin",
            "rehearsal/functions",
            "rehearsal/src/main/resources/image/root/usr/bin",
            "rehearsal/src/test/isolated/bin");

    private Project() {}

    static String read(String file) {
        return ProjectFiles.text(ROOT.resolve(file));
    }

    /** The files in one of the project's folders and below, relative to {@link #ROOT}. */
    static List<String> files(String folder) {
        return ProjectFiles.below(ROOT.resolve(folder), "").stream()
                .map(file -> ROOT.relativize(file).toString())
                .sorted()
                .toList();
    }

    /** Every shell script outside the boot scripts, told by its first line, relative to {@link #ROOT}. */
    static List<Path> shellScripts() {
        return FOLDERS_OF_SCRIPTS.stream()
                .flatMap(folder -> Stream.of(ROOT.resolve(folder).toFile().listFiles(File::isFile)))
                .map(File::toPath)
                .filter(Project::startsAsShellScript)
                .map(ROOT::relativize)
                .sorted()
                .toList();
    }

    private static boolean startsAsShellScript(Path file) {
        return assertDoesNotThrow(() -> Files.readString(file, StandardCharsets.ISO_8859_1))
                .lines()
                .limit(1)
                .anyMatch(line -> line.matches("#!.*\\b(sh|bash)"));
    }
}

package dev.scalingstages.tooling;

import dev.scalingstages.testing.ProjectFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** The text of one of the project's files. */
    static String read(String file) {
        return ProjectFiles.text(ROOT.resolve(file));
    }

    /** The files in one of the project's folders and below, relative to {@link #ROOT}. */
    static List<String> files(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every shell script outside the boot scripts, told by its first line, relative to {@link #ROOT}. */
    static List<Path> shellScripts() {
        return FOLDERS_OF_SCRIPTS.stream()
                .flatMap(folder -> filesIn(ROOT.resolve(folder)))
                .filter(Project::startsAsShellScript)
                .map(ROOT::relativize)
                .sorted()
                .toList();
    }

    private static Stream<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean startsAsShellScript(Path file) {
        try {
            String firstLine = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
            return firstLine.matches("#!.*\\b(sh|bash)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.Programs;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the programs that the tests run: on the PATH, where system programs are, or where {@code bin/install-test-tools}
 * puts them. That script runs when a program is missing; a test never passes for want of one.
 */
public final class Tools {
    private static final Path INSTALLED = Path.of("target/tools/bin").toAbsolutePath();
    private static final String DIRECTORIES = String.join(
            File.pathSeparator, System.getenv("PATH"), "/usr/local/sbin", "/usr/sbin", "/sbin", INSTALLED.toString());
    private static final Path INSTALLER = Path.of("bin/install-test-tools").toAbsolutePath();
    private static final long INSTALL_LIMIT_SECONDS = 300;

    private Tools() {}

    static Path nginx() {
        return locate("nginx");
    }

    public static Path shellcheck() {
        return locate("shellcheck");
    }

    static Path openssl() {
        return locate("openssl");
    }

    static Path bash() {
        return locate("bash");
    }

    /**
     * The interpreter that {@code python3} starts in the end: a script that chooses among versions may take longer than
     * all the rest of a boot.
     */
    static Path python() {
        return Interpreter.PYTHON;
    }

    /** Asked once, when a test first needs it. */
    private static final class Interpreter {
        static final Path PYTHON =
                Path.of(Programs.run(locate("python3"), "-c", "import sys; print(sys.executable, end='')")
                        .succeeded());
    }

    private static synchronized Path locate(String name) {
        return search(name).orElseGet(() -> {
            Programs.Result result = Programs.run(new ProcessBuilder(INSTALLER.toString()), INSTALL_LIMIT_SECONDS);
            assertThat(result.status())
                    .as("The tests need %s, and %s ended with %s", name, INSTALLER, result.output())
                    .isZero();
            return search(name)
                    .orElseThrow(() ->
                            new AssertionError(INSTALLER + " succeeded but put no " + name + " into " + INSTALLED));
        });
    }

    private static Optional<Path> search(String name) {
        return Stream.of(DIRECTORIES.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}

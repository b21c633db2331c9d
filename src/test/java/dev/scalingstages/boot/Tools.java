package dev.scalingstages.boot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the programs that the tests run: on the PATH, where system programs are, or where {@code bin/install-test-tools}
 * puts them. That script runs when a program is missing; a test never passes for want of one.
 */
public final class Tools {
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
    private static final Path INSTALLED = Path.of("target", "tools", "bin").toAbsolutePath();
    private static final Path INSTALLER = Path.of("bin", "install-test-tools").toAbsolutePath();
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
        static final Path PYTHON = find();

        private static Path find() {
            Result result =
                    run(new ProcessBuilder(locate("python3").toString(), "-c", "import sys; print(sys.executable)"));
            if (result.status() != 0) {
                throw new AssertionError("The tests need python3: " + result.output());
            }
            return Path.of(result.output().strip());
        }
    }

    /**
     * Runs a program to its end.
     *
     * @throws AssertionError when it takes longer than a minute
     */
    static Result run(ProcessBuilder builder) {
        return run(builder, 60);
    }

    private static Result run(ProcessBuilder builder, long limitSeconds) {
        try {
            Path output = Files.createTempFile("tool", ".out");
            try {
                Process process = builder.redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(builder.command() + " did not end within " + limitSeconds + " s: "
                            + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * How a program ended.
     *
     * @param output standard output and standard error
     */
    record Result(int status, String output) {}

    private static synchronized Path locate(String name) {
        return search(name).orElseGet(() -> {
            install(name);
            return search(name)
                    .orElseThrow(() ->
                            new AssertionError(INSTALLER + " succeeded but put no " + name + " into " + INSTALLED));
        });
    }

    private static Optional<Path> search(String name) {
        List<String> directories = new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
        directories.addAll(SYSTEM_DIRECTORIES);
        directories.add(INSTALLED.toString());
        return directories.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static void install(String missing) {
        if (!Files.isExecutable(INSTALLER)) {
            throw new AssertionError("The tests need " + missing + ". It is not on the PATH, and " + INSTALLER
                    + " is not there to install it.");
        }
        Result result = run(new ProcessBuilder(INSTALLER.toString()), INSTALL_LIMIT_SECONDS);
        if (result.status() != 0) {
            throw new AssertionError(
                    "The tests need " + missing + ", and " + INSTALLER + " could not install it: " + result.output());
        }
    }
}

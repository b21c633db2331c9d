package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
public final class Programs {
    /** In seconds; an installation alone may take longer. */
    private static final long LIMIT = 60;

    private Programs() {}

    /**
     * How a program ended.
     *
     * @param output standard output and standard error
     */
    public record Result(int status, String output) {
        /** The output; fails unless the program succeeded. */
        public String succeeded() {
            assertThat(status).as(output).isZero();
            return output;
        }
    }

    /**
     * Runs a program with these arguments.
     *
     * @throws AssertionError when it takes longer than a minute
     */
    public static Result run(Object... command) {
        ProcessBuilder builder = new ProcessBuilder();
        for (Object word : command) {
            builder.command().add(word.toString());
        }
        return run(builder, LIMIT);
    }

    /**
     * Runs a program.
     *
     * @throws AssertionError when it takes longer than a minute
     */
    public static Result run(ProcessBuilder builder) {
        return run(builder, LIMIT);
    }

    /**
     * Runs a program.
     *
     * @throws AssertionError when it takes longer than the limit
     */
    public static Result run(ProcessBuilder builder, long limitSeconds) {
        return assertDoesNotThrow(() -> {
            Path output = Files.createTempFile("program", ".out");
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
                String said = Files.readString(output);
                assertThat(ended)
                        .as("%s ended within %d s, and said %s", builder.command(), limitSeconds, said)
                        .isTrue();
                return new Result(process.exitValue(), said);
            } finally {
                process.destroyForcibly();
                Files.delete(output);
            }
        });
    }
}

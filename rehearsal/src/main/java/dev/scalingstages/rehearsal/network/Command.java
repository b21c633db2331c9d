package dev.scalingstages.rehearsal.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the system's programs, such as {@code ip} and {@code nft}. */
public final class Command {
    private Command() {}

    /** What a program gave: its status, and its output and error output in one. */
    public record Result(int status, String output) {}

    /** Runs a program to its end, whatever its status is. */
    public static Result attempt(String input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedBeforeItReadAll) {
            // Its status and output say why.
        }
        try (InputStream from = process.getInputStream()) {
            String output = new String(from.readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    /**
     * Runs a program that has to succeed.
     *
     * @param input its standard input
     * @return its output
     * @throws IOException when its status is not 0, with what it said
     */
    public static String feed(String input, String... command) throws IOException, InterruptedException {
        Result result = attempt(input, List.of(command));
        if (result.status() != 0) {
            throw new IOException("%s: status %d: %s"
                    .formatted(
                            String.join(" ", command),
                            result.status(),
                            result.output().strip()));
        }
        return result.output();
    }

    /** Runs a program that has to succeed and reads no input. */
    public static String run(String... command) throws IOException, InterruptedException {
        return feed("", command);
    }
}

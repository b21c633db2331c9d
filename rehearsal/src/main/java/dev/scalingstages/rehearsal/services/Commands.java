package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands of the machine. */
final class Commands {
    private Commands() {}

    /**
     * Runs a command and returns its output.
     *
     * @throws IOException with the output when the command fails
     */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d: %s".formatted(String.join(" ", command), status, output));
        }
        return output;
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a short command to its end, such as {@code openssl} or {@code initdb}. */
final class Command {
    private Command() {}

    /** Returns the command's output, or fails with it when the command fails. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command.getFirst() + " failed with status " + status + ":\n" + output);
        }
        return output;
    }
}

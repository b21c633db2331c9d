package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.servers.OwnJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a process of its own, which tells when it is about to begin, and with what result it ends. */
final class Child implements AutoCloseable {
    /** What the child prints when everything is ready and the work begins. */
    static final String BEGIN = "begin";

    private static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;

    private Child(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it, and returns when it begins its work. */
    static Child start(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = OwnJvm.command(List.of("-XX:+UseSerialGC", "-Xmx256m"), main.getName());
        command.addAll(arguments);
        Child child = new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        child.awaitBegin();
        return child;
    }

    private void awaitBegin() throws IOException {
        String line = output.readLine();
        while (!BEGIN.equals(line)) {
            if (line == null) {
                throw new IOException("the child ended before it began");
            }
            line = output.readLine();
        }
    }

    /** Kills it after a while, unless it has ended by then. Returns whether it was killed. */
    boolean killAfter(long millis) throws InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        return true;
    }

    /** Waits for its end, and returns the last line that it printed. */
    String result() throws IOException, InterruptedException {
        String last = output.lines().reduce("", (before, line) -> line);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the child does not end");
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

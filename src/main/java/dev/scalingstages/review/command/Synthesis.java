package dev.scalingstages.review.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs {@code ./cdk synth} for stages, all at once because each takes seconds, and keeps their templates in a temporary
 * folder. When this is closed, or the program is interrupted, the runs are ended and the folder is deleted.
 */
final class Synthesis implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Path project;
    private final Path folder;
    private final List<Run> runs = new ArrayList<>();
    private final Thread atExit = new Thread(this::clear);

    /** Set when the program ends, so that nobody waits for a template any more. */
    private volatile boolean isEnding;

    Synthesis(Surroundings surroundings) {
        project = surroundings.project();
        try {
            folder = Files.createTempDirectory(surroundings.temporary(), "review.")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** One run of {@code ./cdk synth}. */
    final class Run {
        private final Path output;
        private final Path log;
        private final Process process;

        private Run(String side, List<String> words) throws IOException {
            output = folder.resolve(side);
            log = folder.resolve(side + ".log");
            List<String> command = new ArrayList<>(
                    List.of("./cdk", "synth", "--quiet", "--no-validation", "--output", output.toString()));
            command.addAll(words);
            process = new ProcessBuilder(command)
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        /**
         * Waits for the template.
         *
         * @throws SynthesisFailedException when the CDK refuses, such as for a setting
         */
        Path template() {
            try {
                int status = process.waitFor();
                if (isEnding) {
                    // The signal that ends this program has ended the run too, so its output doesn't matter. Waiting
                    // for the shutdown hook isn't enough: after it, this thread would go on until the JVM halts.
                    Thread.sleep(Long.MAX_VALUE);
                }
                if (status != 0) {
                    throw new SynthesisFailedException(Files.readString(log).stripTrailing());
                }
                try (Stream<Path> files = Files.list(output)) {
                    return files.filter(file -> file.toString().endsWith(".template.json"))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("./cdk wrote no template into " + output));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a stage is synthesized", e);
            }
        }
    }

    /**
     * Starts a run.
     *
     * @param side a name for it
     * @param words the arguments of {@code ./cdk} for the stage
     */
    Run start(String side, List<String> words) {
        try {
            Run run = new Run(side, words);
            runs.add(run);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!isEnding) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            clear();
        }
    }

    private void clear() {
        isEnding = true;
        runs.forEach(run -> end(run.process));
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Synthesis::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a run and all its child processes, so that nothing writes into the folder while it is deleted. */
    private static void end(Process run) {
        List<ProcessHandle> all =
                Stream.concat(run.descendants(), Stream.of(run.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        CompletableFuture<?> ends =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            ends.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

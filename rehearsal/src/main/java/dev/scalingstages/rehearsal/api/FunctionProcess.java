package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Functions.FunctionException;
import dev.scalingstages.rehearsal.api.Functions.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of Node's that runs one function, one event after the other. */
final class FunctionProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is written when the process has ended. */
    private static final String ENDED = "";

    private final Process process;
    private final Writer input;
    private final String mark;
    private final Path log;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private FunctionProcess(Process process, String mark, Path log) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.mark = mark;
        this.log = log;
        Thread.ofVirtual().start(this::read);
    }

    static FunctionProcess start(
            Settings settings, Path module, String handler, Map<String, String> environment, int memory, Path log)
            throws IOException {
        String mark = UUID.randomUUID() + " ";
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        settings.node().toString(),
                        "--max-old-space-size=" + memory,
                        "--require",
                        settings.home().resolve("scale.cjs").toAbsolutePath().toString(),
                        settings.home().resolve("run.mjs").toAbsolutePath().toString(),
                        module.toString(),
                        handler,
                        String.valueOf(settings.scale()),
                        mark))
                .directory(module.getParent().toFile())
                .redirectError(Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment()
                .put(
                        "NODE_EXTRA_CA_CERTS",
                        settings.authority().toAbsolutePath().toString());
        builder.environment().put("REHEARSAL_SCALE", String.valueOf(settings.scale()));
        settings.address().ifPresent(address -> {
            builder.environment().put("REHEARSAL_ADDRESS", address);
            builder.environment().put("AWS_ENDPOINT_URL", "https://localhost:" + settings.port());
        });
        return new FunctionProcess(builder.start(), mark, log);
    }

    /** Adds a line to a log. */
    static void note(Path log, String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(mark)) {
                    answers.add(line.substring(mark.length()));
                } else if (!line.isEmpty()) {
                    note(log, line);
                }
            }
        } catch (IOException e) {
            note(log, "its output ended: " + e.getMessage());
        } finally {
            answers.add(ENDED);
        }
    }

    /**
     * Gives it an event, and waits for the answer.
     *
     * @throws FunctionException if it ends, or takes longer than the limit
     */
    JsonNode ask(JsonNode call, Duration limit) throws IOException, InterruptedException, FunctionException {
        input.write(JSON.writeValueAsString(call) + "\n");
        input.flush();
        String answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new FunctionException("Task timed out");
        }
        if (answer.equals(ENDED)) {
            throw new FunctionException("Runtime exited with status " + process.waitFor());
        }
        return JSON.readTree(answer);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

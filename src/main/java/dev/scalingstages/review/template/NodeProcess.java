package dev.scalingstages.review.template;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Node script that answers each line of its input with one line. It ends when its input does, and so with this JVM.
 */
final class NodeProcess {
    private final List<String> command;
    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;
    private final Path complaints;

    private NodeProcess(List<String> command, Process process, Path complaints) {
        this.command = command;
        this.process = process;
        this.complaints = complaints;
        // JSON is UTF-8, whatever the system's own encoding is.
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static NodeProcess start(List<String> command) throws IOException {
        Path complaints = Files.createTempFile("comparison", ".txt");
        complaints.toFile().deleteOnExit();
        return new NodeProcess(
                command,
                new ProcessBuilder(command).redirectError(complaints.toFile()).start(),
                complaints);
    }

    /**
     * Sends a question, and waits for the answer.
     *
     * @throws IllegalStateException when the script ends instead, with its output
     */
    String ask(String question) throws IOException {
        String answer = send(question) ? answers.readLine() : null;
        if (answer == null) {
            throw new IllegalStateException("%s ended with status %d: %s"
                    .formatted(String.join(" ", command), end(), Files.readString(complaints)));
        }
        return answer;
    }

    void close() {
        try {
            questions.close();
            end();
            Files.deleteIfExists(complaints);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /** Whether the whole question could be written; a script that fails at once closes its input before. */
    private boolean send(String question) {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int end() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Node compares templates", e);
        }
    }
}

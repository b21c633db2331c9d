package dev.scalingstages.rehearsal.command;

import dev.scalingstages.rehearsal.acts.Plans;
import dev.scalingstages.rehearsal.acts.Request;
import dev.scalingstages.rehearsal.acts.Subject;
import dev.scalingstages.rehearsal.play.Assembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Synthesizes the stages that are asked for as the live system has them, builds what a deploy publishes, and asks the
 * review
 * about the steps.
 */
public final class Stages {
    private static final String TEMPLATE = "scaling-stages.template.json";
    private static final int LAST = 6;

    private final Path project;

    public Stages(Path project) {
        this.project = project;
    }

    /** Where a stage's template is, once it is synthesized. */
    static Path template(Path project, int stage) {
        return folder(project, stage).resolve(TEMPLATE);
    }

    private static Path folder(Path project, int stage) {
        return project.resolve("target/rehearsal/assembly/stage-" + stage);
    }

    /**
     * Prepares what a request needs.
     *
     * @throws IOException when a stage cannot be synthesized, with the CDK's words
     */
    public void prepare(Request request) throws IOException, InterruptedException {
        Files.createDirectories(project.resolve("target/rehearsal/assembly"));
        for (int stage : IntStream.rangeClosed(1, LAST).toArray()) {
            if (request.subjects().stream()
                    .anyMatch(subject -> subject.template().equals(template(project, stage)))) {
                finish(stage, synthesize(stage));
            }
        }
        for (Subject subject : request.subjects()) {
            Assembly.read(subject.template(), project);
        }
        for (int step = 1; step < request.subjects().size(); step++) {
            plan(
                    step,
                    request.subjects().get(step - 1).template(),
                    request.subjects().get(step).template());
        }
    }

    private Process synthesize(int stage) throws IOException {
        return new ProcessBuilder(
                        "./cdk",
                        "synth",
                        "--no-validation",
                        "--quiet",
                        "--output",
                        folder(project, stage).toString(),
                        "-c",
                        "stage=" + stage)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static void finish(int stage, Process run) throws IOException, InterruptedException {
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (run.waitFor() != 0) {
            throw new IOException("./rehearse: stage %d cannot be synthesized.%n%s".formatted(stage, output));
        }
    }

    /** Without an answer, the play has nothing to be compared with, and goes on. */
    private void plan(int step, Path before, Path after) throws IOException, InterruptedException {
        Path answer = Plans.file(project, step);
        Process run = new ProcessBuilder("./review", "growth", before.toString(), after.toString(), "--json")
                .directory(project.toFile())
                .redirectOutput(answer.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (run.waitFor() == 1) {
            Files.deleteIfExists(answer);
        }
    }
}

package dev.scalingstages;

import dev.scalingstages.review.command.ReviewCommand;
import dev.scalingstages.review.command.Surroundings;
import dev.scalingstages.review.template.TemplateComparer;
import dev.scalingstages.steps.StepFacts;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The review as a program, which {@code ./review} starts in the project's folder. */
public final class ReviewApp {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path SCRIPT = Path.of("bin/compare-templates.mjs");

    private ReviewApp() {}

    /**
     * Runs a command of the review, and exits with its status.
     *
     * @param arguments the folder that the user is in, the one for temporary files, the Node to run, then what the user
     *     typed
     */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        PrintWriter out = writer(System.out);
        PrintWriter err = writer(System.err);
        int status;
        try (TemplateComparer comparer = new TemplateComparer(words.get(2), SCRIPT)) {
            Surroundings surroundings =
                    new Surroundings(PROJECT, Path.of(words.get(0)), Path.of(words.get(1)), StepFacts.all(), comparer);
            status = ReviewCommand.run(surroundings, words.subList(3, words.size()), out, err);
        }
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Templates and JSON are UTF-8, whatever the system's own encoding is. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}

package dev.scalingstages.review.command;

import dev.scalingstages.review.knowledge.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * An argument that names a template.
 *
 * @param stage the stage that is synthesized, if it names one
 * @param file otherwise the file that it names
 */
record Subject(Optional<Stage> stage, Path file) {
    /** What such an argument may be, for a command's help. */
    static final String DESCRIPTION =
            "a stage from 1 to 6, which is synthesized, or a template file in JSON: what `cdk synth` wrote, or what"
                    + " `aws cloudformation get-template --template-stage Original` printed";

    /** Parses an argument: a stage's number or the path of a template. */
    static Subject of(String argument, Surroundings surroundings, CommandSpec command) {
        List<Stage> stages = surroundings.application().stages().all();
        Optional<Stage> stage = stages.stream()
                .filter(each -> Integer.toString(each.number()).equals(argument))
                .findFirst();
        Path file = surroundings.caller().resolve(argument);
        if (stage.isEmpty() && !Files.isRegularFile(file)) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s is neither a stage from %d to %d nor a file."
                            .formatted(
                                    argument,
                                    stages.get(0).number(),
                                    stages.get(stages.size() - 1).number()));
        }
        return new Subject(stage, file);
    }

    boolean isStage() {
        return stage.isPresent();
    }

    int number() {
        return stage.orElseThrow().number();
    }
}

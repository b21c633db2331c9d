package dev.scalingstages.review.command;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.template.TemplateComparer;
import java.nio.file.Path;

/**
 * The environment in which commands run.
 *
 * @param project the folder of the project, where {@code ./cdk} is
 * @param caller the user's current folder, against which relative paths are resolved
 * @param temporary the folder for temporary files
 * @param application the facts about the application whose stages are synthesized
 * @param comparer compares templates
 */
public record Surroundings(
        Path project, Path caller, Path temporary, ApplicationFacts application, TemplateComparer comparer) {}

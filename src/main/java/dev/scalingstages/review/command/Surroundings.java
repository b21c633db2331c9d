package dev.scalingstages.review.command;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.template.TemplateComparer;
import java.nio.file.Path;

/**
 * What commands work with.
 *
 * @param project the folder of the project, where {@code ./cdk} is
 * @param caller the folder in which the user is, where relative paths start
 * @param temporary the folder for temporary files
 * @param application what is known of the application whose stages are synthesized
 * @param comparer compares templates
 */
public record Surroundings(
        Path project, Path caller, Path temporary, ApplicationFacts application, TemplateComparer comparer) {}

package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import java.util.function.BiFunction;

/**
 * What a stack lives in: the same for all operations on it.
 *
 * @param environment where it is deployed
 * @param types which resources it can have
 * @param comparer compares the template that is deployed with another one, such as
 *     {@link dev.scalingstages.review.template.TemplateComparer#compare}
 * @param lookups what it finds outside of its template
 * @param durations how long AWS takes
 * @param replacement whether changes replace a resource where the schemas leave it open
 * @param listener takes all events
 */
public record Surroundings(
        Environment environment,
        Types types,
        BiFunction<Template, Template, Comparison> comparer,
        Lookups lookups,
        Durations durations,
        Replacement replacement,
        Listener listener) {}

/**
 * What AWS does on a change, as typed data with a reason and a source: what happens in place ({@link
 * dev.scalingstages.review.knowledge.InPlaceChange}), what may be replaced or leave ({@link
 * dev.scalingstages.review.knowledge.Replaceable}, {@link dev.scalingstages.review.knowledge.Departure}), what is worse
 * than CloudFormation's schemas say ({@link dev.scalingstages.review.knowledge.BeyondTheSchema}), what is interrupted
 * ({@link dev.scalingstages.review.knowledge.Effects}), and which types hold data ({@link
 * dev.scalingstages.review.knowledge.Foundations}).
 *
 * <p>What is so in one application only (its stages, names, settings, moves of data) is not here: the application says it,
 * as {@link dev.scalingstages.review.knowledge.ApplicationFacts}, and nothing of it applies to templates of another.
 *
 * <p>Invariant: each entry is about one resource or property and says why; what has no entry is not allowed. Nothing here
 * looks at a whole deploy.
 *
 * <p>Start reading at {@link dev.scalingstages.review.knowledge.InPlaceChange}.
 */
package dev.scalingstages.review.knowledge;

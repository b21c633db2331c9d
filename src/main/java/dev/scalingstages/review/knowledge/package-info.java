/**
 * What AWS does on a change, as typed data with a reason and a source: changes that happen in place ({@link
 * dev.scalingstages.review.knowledge.InPlaceChange}), resources that may be replaced or leave ({@link
 * dev.scalingstages.review.knowledge.Replaceable}, {@link dev.scalingstages.review.knowledge.Departure}), changes worse
 * than CloudFormation's schemas say ({@link dev.scalingstages.review.knowledge.BeyondTheSchema}), interruptions ({@link
 * dev.scalingstages.review.knowledge.Effects}), and stateful types ({@link
 * dev.scalingstages.review.knowledge.Foundations}).
 *
 * <p>Facts about one application only (its stages, names, settings, moves of data) are not here: the application
 * supplies them as {@link dev.scalingstages.review.knowledge.ApplicationFacts}, and none apply to other applications'
 * templates.
 *
 * <p>Invariant: each entry is about one resource or property and says why; anything without an entry is not allowed.
 * Nothing here looks at a whole deploy.
 *
 * <p>Start reading at {@link dev.scalingstages.review.knowledge.InPlaceChange}.
 */
package dev.scalingstages.review.knowledge;

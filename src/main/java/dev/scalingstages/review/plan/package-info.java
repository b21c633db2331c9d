/**
 * The answer of the growth check: what a deploy does to each resource, what is to be said against it, what was not looked
 * at, and what cannot be undone.
 *
 * <p>Invariant: plain records. They say nothing of how the answer was found, and nothing of how it is printed.
 *
 * <p>Start reading at {@link dev.scalingstages.review.plan.Plan}.
 */
package dev.scalingstages.review.plan;

/**
 * The growth check's result: what a deploy does to each resource, the findings against it, what wasn't looked at, and
 * what can't be undone.
 *
 * <p>Invariant: plain records. They don't depend on how the result was found or how it is printed.
 *
 * <p>Start reading at {@link dev.scalingstages.review.plan.Plan}.
 */
package dev.scalingstages.review.plan;

/**
 * Plans in print, for the person who approves a deploy: as text and Markdown for people, as JSON for machines; and the
 * stack policy that guards a stack.
 *
 * <p>Invariant: a report adds no judgement: everything it says is in the plan, and every objection of the plan is in
 * every report.
 *
 * <p>Start reading at {@link dev.scalingstages.review.report.PlanReport}, then {@link
 * dev.scalingstages.review.report.PlanFormat}.
 */
package dev.scalingstages.review.report;

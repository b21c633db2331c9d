/**
 * What a plan says, for whoever has to say yes: as text and Markdown for people, as JSON for machines, and as the stack
 * policy that guards a template.
 *
 * <p>Invariant: a report adds no judgement of its own; what it says is in the plan, and what the plan holds against a
 * deploy is in every report.
 *
 * <p>Start reading at {@link dev.scalingstages.review.report.PlanReport}, then {@link
 * dev.scalingstages.review.report.PlanFormat}.
 */
package dev.scalingstages.review.report;

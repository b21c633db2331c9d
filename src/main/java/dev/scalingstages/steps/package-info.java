/**
 * The steps between the stages: what the review has to know about this application that no template says, and the
 * guides to each step, written from the review's plans.
 *
 * <p>Invariant: this is the one place where the review and the application meet. The review knows neither its
 * constructs nor its settings, and the application's constructs know nothing of the review. A guide adds no judgement:
 * every objection to a step is in the plan.
 *
 * <p>Start reading at {@link dev.scalingstages.steps.StepFacts}, then {@link dev.scalingstages.steps.Runbook}.
 */
package dev.scalingstages.steps;

/**
 * The growth check: what a deploy from one template to another does to each resource, and whether anything is lost. One
 * class for each way to lose something. The requirements about growth are checked here, except the two that move data:
 *
 * <ul>
 *   <li>G1 stateful resources stay, with everything they depend on: {@code DataJudge}, {@code ReplacementJudge}, {@code
 *       DepartureJudge}
 *   <li>G2 what can be set only at creation never changes: {@code ReplacementJudge}, by CloudFormation's own schemas
 *   <li>G3 logical ids are a contract: {@code DataJudge}, and {@code stages/logical-ids.txt}
 *   <li>G4 stage 1 to 2 moves the data, checked before the switch: the boot scripts' {@code move.sh}, and {@code
 *       MoveToSeparateStorage} of the workload
 *   <li>G5 the single server leaves only after the new tier serves: {@code HandoverJudge}
 *   <li>G6 stage 5 to 6 moves accounts, likes and posts while serving: {@code Maintenance} of the workload
 *   <li>G7 interruptions are reported: {@link dev.scalingstages.review.knowledge.Effects}, {@code RunningJudge}
 *   <li>G8 going down loses nothing: {@code DataJudge}, and {@code stages/GOING-DOWN.md}
 *   <li>G9 the data served after a step is the data held before it, in every direction, or the step is refused: {@code
 *       UnreadDataJudge}, and the stack policies of stages 1 and 2
 *   <li>G10 a step that fails strands nothing: the single server moves its data last ({@code SeparateStorage}), and
 *       each boot checks where the data went. Steps other than 1 to 2 are not judged yet
 * </ul>
 *
 * <p>Invariant: a possible replacement counts as one, and only what is explicitly allowed is allowed. Allowances are
 * data, each with its reason: {@link dev.scalingstages.review.knowledge.InPlaceChange}, {@link
 * dev.scalingstages.review.knowledge.Replaceable}, {@link dev.scalingstages.review.knowledge.Departure}. What is known
 * beyond CloudFormation's schemas is data too: {@link dev.scalingstages.review.knowledge.BeyondTheSchema} for losses,
 * {@link dev.scalingstages.review.knowledge.Effects} for interruptions. What the check doesn't look at is reported, and
 * never counts as safe: {@link dev.scalingstages.review.plan.Unknown}.
 *
 * <p>Start reading at {@link dev.scalingstages.review.judge.GrowthCheck}.
 */
package dev.scalingstages.review.judge;

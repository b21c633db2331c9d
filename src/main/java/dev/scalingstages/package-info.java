/**
 * The CDK application: one system that grows from one user to ten million in six stages. Without the setting
 * {@code stage} it holds six stacks for review, with it the one live stack.
 *
 * <p>Invariant: only the account, the region and the settings decide what a template holds. The stage is a construct
 * with a hidden id, so no logical id reveals it, and a stack that is deployed again at the next stage grows in place.
 *
 * <p>Packages depend downward only: {@code stage} composes parts, parts (such as {@code database} or {@code delivery})
 * know nothing of stages, and {@code settings} knows nothing but itself. Start reading at {@link
 * dev.scalingstages.SystemStack}, then {@link dev.scalingstages.stage}.
 */
package dev.scalingstages;

/**
 * A stack, as CloudFormation deploys, updates and takes back one: in which order resources are created, changed and
 * removed, what waits for what, and what a failure does.
 *
 * <p>Invariant: knows no type of resource. Start reading at {@link dev.scalingstages.rehearsal.stack.Stack}.
 */
package dev.scalingstages.rehearsal.stack;

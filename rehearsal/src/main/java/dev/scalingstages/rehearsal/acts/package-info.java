/**
 * What happens in a play, in order: a stack is deployed, people use it, it grows, it is made to fail, parts of it are
 * lost,
 * it is deleted.
 *
 * <p>Invariant: an act does what an operator or AWS would do, and notes in the {@link
 * dev.scalingstages.rehearsal.acts.Verdict}
 * what was not as it must be. Start reading at {@link dev.scalingstages.rehearsal.acts.Performance}.
 */
package dev.scalingstages.rehearsal.acts;

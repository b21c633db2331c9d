/**
 * The rehearsal of deploys, as two programs: one that prepares a play, and one that plays it.
 *
 * <p>Invariant: only the first reaches registries; the second has a network of its own. Start reading at
 * {@link dev.scalingstages.rehearsal.RehearsalApp}.
 */
package dev.scalingstages.rehearsal;

/**
 * Moves of data under a running write load, with the mover in a process of its own that is killed at random moments.
 *
 * <p>Invariant: what a writer was told is stored is stored once, wherever the data is in the end.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.moves.Killing}.
 */
package dev.scalingstages.workload.moves;

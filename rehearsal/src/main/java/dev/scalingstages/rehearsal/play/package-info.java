/**
 * A play: the parts put together, templates and what was published with them found, and each act in its order.
 *
 * <p>Invariant: what a resource does is in the parts, not here. Start reading at {@link
 * dev.scalingstages.rehearsal.play.World}.
 */
package dev.scalingstages.rehearsal.play;

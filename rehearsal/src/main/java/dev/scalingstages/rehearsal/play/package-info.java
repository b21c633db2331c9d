/**
 * A play: the parts put together, templates and what was published with them found, and each act in its order.
 *
 * <p>Start reading at {@link dev.scalingstages.rehearsal.play.World}.
 */
package dev.scalingstages.rehearsal.play;

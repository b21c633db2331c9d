/**
 * The command line of {@code ./rehearse}: what may be asked, and what is prepared while the registries can be reached.
 *
 * <p>Invariant: whatever is wrong with the arguments is told at once, before anything is prepared. Start reading at
 * {@link dev.scalingstages.rehearsal.command.RehearseCommand}.
 */
package dev.scalingstages.rehearsal.command;

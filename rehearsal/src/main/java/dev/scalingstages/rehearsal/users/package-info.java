/**
 * People who use the system during a play: they write, read, remember what was acknowledged, and look for it in the
 * end. *
 * <p>Invariant: knows nothing of the system but its address.
 * Start reading at {@link dev.scalingstages.rehearsal.users.Crowd}.
 */
package dev.scalingstages.rehearsal.users;

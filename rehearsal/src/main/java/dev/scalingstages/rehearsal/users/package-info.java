/**
 * People who use the system during a play: they write, read, remember what was acknowledged, and look for it in the
 * end.
 */
package dev.scalingstages.rehearsal.users;

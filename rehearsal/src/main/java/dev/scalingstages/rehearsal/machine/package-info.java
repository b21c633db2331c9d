/**
 * Servers: containers that boot real systemd and cloud-init from one cached Debian root, with their user data, a
 * volume, a
 * metadata service, and stand-ins for what Amazon Linux has and Debian has not.
 *
 * <p>Invariant: servers know nothing of the play but what EC2 would tell them.
 * Start reading at {@link dev.scalingstages.rehearsal.machine.Machines}.
 */
package dev.scalingstages.rehearsal.machine;

/**
 * Servers: containers that boot real systemd and cloud-init from one cached Debian root, with their user data, a
 * volume, a metadata service, and stand-ins for what Amazon Linux has and Debian has not.
 */
package dev.scalingstages.rehearsal.machine;

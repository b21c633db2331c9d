/**
 * Real servers, for the service's tests and for the rehearsal, started as processes of this machine on free ports of
 * the loopback address, with their files in temporary directories.
 *
 * <p>Invariant: what was started ends with what started it, at the latest with its JVM. Start reading at
 * {@link dev.scalingstages.workload.servers.ServerProcess}.
 */
package dev.scalingstages.workload.servers;

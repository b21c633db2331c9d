/**
 * Real servers for tests, started as processes of this machine on free ports of the loopback address, with their files
 * in temporary directories.
 *
 * <p>Invariant: what a test started ends with it, at the latest with its JVM.
 */
package dev.scalingstages.workload.servers;

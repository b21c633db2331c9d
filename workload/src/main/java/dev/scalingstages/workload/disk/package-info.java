/**
 * Files of users on the disk of stage 1's single box.
 *
 * <p>Invariant: a file that can be seen is whole and survives a crash. Start reading at
 * {@link dev.scalingstages.workload.disk.DiskFiles}.
 */
package dev.scalingstages.workload.disk;

/**
 * The process: reads its configuration, opens the stores that it names, and serves.
 *
 * <p>Invariant: only here is it known which adapter stands behind a port.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.Main}, then {@link dev.scalingstages.workload.Stores}.
 */
package dev.scalingstages.workload;

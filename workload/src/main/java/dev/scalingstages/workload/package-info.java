/**
 * The process: reads what it is told, opens the stores that this names, and serves.
 *
 * <p>Invariant: only here is it known which adapter stands behind a port.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.Main}, then {@link dev.scalingstages.workload.Stores}.
 */
package dev.scalingstages.workload;

/**
 * Metrics by Micrometer, written as log lines in CloudWatch's embedded format.
 *
 * <p>Invariant: measuring never fails and never waits for CloudWatch; the agent on the server takes the lines there.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.monitoring.EmbeddedMetrics}.
 */
package dev.scalingstages.workload.monitoring;

/**
 * What every part needs to be watched: the one alarm topic and log groups.
 *
 * <p>Invariant: an alarm always notifies the one topic; a log group is always encrypted and always has a retention.
 * Start reading at {@link dev.scalingstages.monitoring.Alarms}.
 */
package dev.scalingstages.monitoring;

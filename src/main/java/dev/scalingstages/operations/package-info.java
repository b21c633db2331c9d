/**
 * What runs the system while people sleep: backups, the search for patches, audit, the dashboard, the probe from outside, saved
 * queries, error reporting, and the alarm that stops a bad deploy.
 *
 * <p>Invariant: operations watch and keep, they never stand in a request's way. Start reading at
 * {@link dev.scalingstages.operations.Operations}.
 */
package dev.scalingstages.operations;

/**
 * Automated operations: backups, the scan for patches, audit, the dashboard, the external probe, saved queries, error
 * reporting, and the alarm that stops a bad deploy.
 *
 * <p>Invariant: operations watch and back up; they are never in a request's path. Start reading at {@link
 * dev.scalingstages.operations.Operations}.
 */
package dev.scalingstages.operations;

/**
 * The committed templates: what reviewers diff, and what a change must show.
 *
 * <p>Invariant: a snapshot is the template that the app synthesizes, with nothing but asset hashes masked; it differs or
 * is missing, and the build fails. Start reading at {@link dev.scalingstages.snapshots.SnapshotTest}.
 */
package dev.scalingstages.snapshots;

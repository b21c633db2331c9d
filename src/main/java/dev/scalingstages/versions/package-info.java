/**
 * The versions that templates and boot scripts are pinned to, besides those that the build files pin.
 *
 * <p>Invariant: each has a date by which it must be reviewed, before AWS refuses it for new resources (X13); a test
 * fails from a month before. Start reading at {@link dev.scalingstages.versions.PinnedVersion}.
 */
package dev.scalingstages.versions;

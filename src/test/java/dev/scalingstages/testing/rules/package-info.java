/**
 * The requirements X1 to X9 as checks: functions from a template to what is wrong with it, in words.
 *
 * <p>Invariant: a check finds resources by type, tag and reference, never by logical id, and fails on what it does not
 * know. Start reading at {@link dev.scalingstages.testing.Check}; the tests of the rows use them, and hand them mutants.
 */
package dev.scalingstages.testing.rules;

/**
 * The record of accepted findings of policy packs.
 *
 * <p>Invariant: a finding is accepted on the one resource that it is about, with a reason for the security reviewer; one
 * that matches nothing fails the tests. Start reading at {@link dev.scalingstages.findings.Suppressions}.
 */
package dev.scalingstages.findings;

/**
 * The language of IAM's policies: statements, patterns, conditions.
 *
 * <p>Invariant: what is not understood neither allows nor is passed over; it is said. Start reading at {@link
 * dev.scalingstages.rehearsal.api.policy.Policy}.
 */
package dev.scalingstages.rehearsal.api.policy;

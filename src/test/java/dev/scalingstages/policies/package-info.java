/**
 * What the rule packs say about the templates: cdk-nag's AwsSolutions and NIST 800-53 revision 5, and CDK's own template
 * validation, over all six stages of each variant. Start reading at {@link
 * dev.scalingstages.policies.PolicyReview}.
 *
 * <p>Invariant: a finding is either mended or accepted on one resource with a reason, and an acceptance that no longer
 * matches a finding goes.
 */
package dev.scalingstages.policies;

/**
 * CloudFormation templates as data: their resources, the references between them, and what an update from one template
 * to another does to each property by CloudFormation's own resource schemas.
 *
 * <p>Invariant: nothing here passes judgement. Whether a difference is welcome is decided elsewhere, and the schemas
 * come from AWS's published specification, so there is no list of properties to keep up to date.
 *
 * <p>Start reading at {@link dev.scalingstages.review.template.Template}, then
 * {@link dev.scalingstages.review.template.TemplateComparer}.
 */
package dev.scalingstages.review.template;

/**
 * CloudFormation templates as data: what a template says, what refers to what, and what an update from one template to
 * another does to each property by CloudFormation's own resource schemas.
 *
 * <p>Invariant: nothing here judges. Whether a difference is welcome is decided elsewhere, and the schemas come from AWS's
 * published specification, so there is no list of properties to keep up to date.
 *
 * <p>Start reading at {@link dev.scalingstages.review.template.Template}, then
 * {@link dev.scalingstages.review.template.TemplateComparer}.
 */
package dev.scalingstages.review.template;

package dev.scalingstages.review.plan;

/**
 * Something that the check does not look at, though the templates have it.
 *
 * @param subject what it is about: a section of the template, or the logical id of a resource
 * @param what what isn't known, in a sentence
 * @param matters whether the deploy could lose something through it, or be refused; if not, it is only mentioned
 */
public record Unknown(String subject, String what, boolean matters) {}

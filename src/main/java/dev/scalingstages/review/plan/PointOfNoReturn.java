package dev.scalingstages.review.plan;

/**
 * Something that going back a stage does not undo.
 *
 * @param logicalId the resource
 * @param what what can't be undone, in a sentence
 */
public record PointOfNoReturn(String logicalId, String what) {}

package dev.scalingstages.review.plan;

import dev.scalingstages.review.knowledge.Fate;

/** What a deploy does to a resource. */
public enum Outcome {
    ADDED,
    UNCHANGED,
    /** Changed in place, and serving all the time. */
    UPDATED,
    /** Changed in place, and not serving for a while. */
    INTERRUPTED,
    /** A new resource takes its place; what becomes of the old one is its {@link Fate}. */
    REPLACED,
    /** It leaves the stack; what becomes of it is its {@link Fate}. */
    REMOVED
}

package dev.scalingstages.review.knowledge;

/** A resource's relation to the system's data. */
public enum Role {
    /** It holds data. */
    HOLDS_DATA,
    /** A stateful resource depends on it, directly or not. */
    CARRIES_DATA,
    /** Neither: the template can create it again. */
    NONE
}

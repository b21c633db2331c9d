package dev.scalingstages.review.knowledge;

/** What a resource is to the data of a system. */
public enum Role {
    /** It holds data. */
    HOLDS_DATA,
    /** What holds data refers to it, directly or not. */
    CARRIES_DATA,
    /** Neither: it can be made again from the template. */
    NONE
}

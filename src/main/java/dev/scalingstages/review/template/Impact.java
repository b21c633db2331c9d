package dev.scalingstages.review.template;

/** What changing a property does to the resource, by CloudFormation's resource schemas. */
public enum Impact {
    /** The resource stays. */
    WILL_UPDATE,
    /** Whether the resource stays depends on more than the property. */
    MAY_REPLACE,
    /** A new resource takes the place of the old one. */
    WILL_REPLACE,
    /** The schemas don't contain the type or the property. */
    UNKNOWN
}

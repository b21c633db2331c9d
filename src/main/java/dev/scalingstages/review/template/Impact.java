package dev.scalingstages.review.template;

/** What CloudFormation's resource schemas say of a property that changes. */
public enum Impact {
    /** The resource stays. */
    WILL_UPDATE,
    /** Whether the resource stays depends on more than the property. */
    MAY_REPLACE,
    /** A new resource takes the place of the old one. */
    WILL_REPLACE,
    /** The schemas do not know the type or the property. */
    UNKNOWN
}

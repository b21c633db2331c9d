package dev.scalingstages.review.knowledge;

/**
 * What an update in place does to the service while it lasts.
 *
 * @param kind how bad it is
 * @param what what users or operators notice
 * @param duration roughly how long
 * @param source where AWS says so
 */
public record Effect(Kind kind, String what, String duration, String source) {
    /** How bad an effect is. */
    public enum Kind {
        /** Requests fail or wait. */
        INTERRUPTS,
        /** Requests are served, but more slowly or by fewer servers. */
        SLOWS,
        /** Requests are served as usual; servers or nodes take turns. */
        ROLLS
    }
}

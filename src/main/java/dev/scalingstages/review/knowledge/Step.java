package dev.scalingstages.review.knowledge;

/**
 * From which stage to which a deploy goes. On templates that are of no stage nothing may leave that needs a step to be
 * allowed.
 *
 * @param from the stage that is deployed, or 0 when its template is of no stage
 * @param to the stage that is to be deployed, likewise
 */
public record Step(int from, int to) {
    /** Whether the system gets smaller: what leaves then has to be kept, and is told. */
    public boolean isDown() {
        return isKnown() && to < from;
    }

    /** Whether the system grows. */
    public boolean isUp() {
        return isKnown() && to > from;
    }

    /** Whether the system grows from below a stage to it or beyond it. */
    public boolean enters(int stage) {
        return isUp() && from < stage && stage <= to;
    }

    /** Whether both templates are of a stage. */
    public boolean isKnown() {
        return from > 0 && to > 0;
    }
}

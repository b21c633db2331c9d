package dev.scalingstages.review.knowledge;

/**
 * The two stages between which a deploy goes. On templates that belong to no stage, resources that may leave only at a
 * certain step may not leave.
 *
 * @param from the stage that is deployed, or 0 if its template belongs to no stage
 * @param to the stage that is to be deployed, likewise
 */
public record Step(int from, int to) {
    /** Whether the system gets smaller: resources that leave then have to be kept, and are reported. */
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

package dev.scalingstages.rehearsal.stack;

import java.util.Optional;

/** Lets operations fail on purpose. */
public interface Injection {
    /** When an operation fails. */
    enum Moment {
        /** Before the service has done anything. */
        BEFORE,
        /** After the service has really done it. */
        AFTER
    }

    /**
     * A point at which an operation may fail.
     *
     * @param wayBack whether the operation takes something back after a failure
     */
    record Point(String logicalId, Durations.Operation operation, Moment moment, boolean wayBack) {}

    /** Why the operation fails at a point; empty if it doesn't. */
    Optional<String> failure(Point point);

    /** Nothing fails on purpose. */
    static Injection none() {
        return point -> Optional.empty();
    }

    /** On the way forward, a resource fails at a moment of whatever operation it has, except its removal. */
    static Injection of(String logicalId, Moment moment) {
        return point -> point.logicalId().equals(logicalId)
                        && point.moment() == moment
                        && !point.wayBack()
                        && point.operation() != Durations.Operation.DELETE
                ? Optional.of("failed on purpose")
                : Optional.empty();
    }
}

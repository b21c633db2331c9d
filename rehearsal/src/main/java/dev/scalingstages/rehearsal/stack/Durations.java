package dev.scalingstages.rehearsal.stack;

import java.time.Duration;
import java.util.Set;

/**
 * How long AWS takes, and how much faster the play is: a tenth by default. Durations, timeouts and the pauses of
 * servers are scaled alike, so that what is slower than something else on AWS is so here.
 */
public interface Durations {
    /** An operation of CloudFormation on a resource. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /** How long an operation takes at least, scaled; zero where the table has nothing. */
    Duration of(String type, Operation operation);

    /**
     * How long an operation on a resource takes at least, scaled, where that depends on more than its type.
     *
     * @param changed the properties that an update changes
     */
    default Duration of(Operation operation, Declaration declaration, Set<String> changed) {
        return of(declaration.type(), operation);
    }

    /** A duration of AWS, scaled: for timeouts, health checks and the like. */
    Duration scaled(Duration onAws);
}

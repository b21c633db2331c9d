package dev.scalingstages.rehearsal.stack;

import java.time.Duration;

/**
 * How long AWS takes, and how much faster the play is: a tenth by default. Durations, timeouts and the pauses of servers
 * are scaled alike, so that what is slower than something else on AWS is so here.
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

    /** A duration of AWS, scaled: for timeouts, health checks and the like. */
    Duration scaled(Duration onAws);
}

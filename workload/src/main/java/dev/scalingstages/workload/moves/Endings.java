package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.moves.Outcome.Result;
import dev.scalingstages.workload.mysql.copy.MoveFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the commands of the move to separate storage end: exceptions become a result and one line. */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private Endings() {}

    /** The work of a command, which may throw. */
    @FunctionalInterface
    interface Command {
        Outcome run();
    }

    /** The target holds data that is not this box's. */
    static final class TargetRefusedException extends RuntimeException {
        TargetRefusedException(String message) {
            super(message);
        }
    }

    /** The outcome of a command that changes something, which has failed when it throws. */
    static Outcome of(Command command) {
        try {
            return command.run();
        } catch (TargetRefusedException e) {
            return new Outcome(Result.REFUSED, e.getMessage());
        } catch (MoveFailedException e) {
            return new Outcome(Result.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            return failed(Result.FAILED, e);
        }
    }

    /**
     * The outcome of a command that only reads: when something does not answer, it is unknown, and the command is to be
     * run again.
     */
    static Outcome ofQuestion(Command command) {
        try {
            return command.run();
        } catch (UnavailableException e) {
            return failed(Result.UNKNOWN, e);
        } catch (RuntimeException e) {
            return failed(Result.FAILED, e);
        }
    }

    private static Outcome failed(Result result, RuntimeException e) {
        LOG.error("the command failed", e);
        return new Outcome(result, e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
    }
}

package dev.scalingstages.rehearsal.stack;

/**
 * A resource that could not be created, changed or removed; the message is the reason, as CloudFormation's events give
 * it.
 */
public final class FailureException extends Exception {
    public FailureException(String reason) {
        super(reason);
    }

    public FailureException(String reason, Throwable cause) {
        super(reason, cause);
    }
}

package dev.scalingstages.rehearsal.stack;

/**
 * A template or a parameter that CloudFormation, or this play, refuses before it creates or changes anything. The
 * message says what and where; for what CloudFormation refuses too, in its words.
 */
public final class RefusalException extends RuntimeException {
    public RefusalException(String message) {
        super(message);
    }
}

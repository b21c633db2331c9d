package dev.scalingstages.workload.content;

/** Something that a request needs does not answer. Trying again later may help, and does no harm. */
public class UnavailableException extends RuntimeException {
    /**
     * @param message what does not answer, without secrets
     * @param cause what it said
     */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Without a cause. */
    public UnavailableException(String message) {
        super(message);
    }
}

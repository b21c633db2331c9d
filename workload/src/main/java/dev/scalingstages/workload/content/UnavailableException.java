package dev.scalingstages.workload.content;

/** Something that a request needs does not answer. Trying again later may help, and does no harm. */
public class UnavailableException extends RuntimeException {
    /**
     * @param message what does not answer, without secrets
     * @param cause the failure
     */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param message what does not answer, without secrets
     */
    public UnavailableException(String message) {
        super(message);
    }
}

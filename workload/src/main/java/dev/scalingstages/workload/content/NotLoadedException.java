package dev.scalingstages.workload.content;

/**
 * History answers, but could not take or look at these posts: others may fare better, and so may these at another time.
 */
public final class NotLoadedException extends UnavailableException {
    /**
     * @param message the reason that history gave
     */
    public NotLoadedException(String message) {
        super(message);
    }
}

package dev.scalingstages.workload.content;

/** Nothing has failed: there is more to do than this server does at once. Trying again in a moment helps. */
public final class BusyException extends UnavailableException {
    /**
     * @param message of what there is too much
     */
    public BusyException(String message) {
        super(message);
    }
}

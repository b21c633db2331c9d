package dev.scalingstages.rehearsal.api;

/** A call that nothing here plays; the message is the action. It is said at the end of a run. */
public final class NotPlayedException extends RuntimeException {
    public NotPlayedException(String action) {
        super(action);
    }
}

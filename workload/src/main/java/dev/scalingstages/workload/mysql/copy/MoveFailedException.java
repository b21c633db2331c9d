package dev.scalingstages.workload.mysql.copy;

/** A move cannot go on, and trying again does not help: somebody has to look. The message says why in one line. */
public final class MoveFailedException extends RuntimeException {
    public MoveFailedException(String reason) {
        super(reason);
    }
}

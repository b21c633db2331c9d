package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The adapter behind a port while data moves from one store to another: both stores, and once the move is done, the new
 * one alone. Otherwise the old store would be read for ever, and its loss would affect data that it no longer holds.
 * The state of the move is checked once a minute, until it is done.
 */
public final class UntilMoved<T> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final T both;
    private final T next;
    private final BooleanSupplier isMoved;
    private final InstantSource clock;
    private volatile boolean isDone;
    private volatile Instant lookAt = Instant.MIN;

    /**
     * @param both the old store and the new one as one
     * @param isMoved whether nothing is in the old one any more; then it stays so. The new store is the one to ask, so
     *     that a server that starts while the old one is away knows too
     */
    public UntilMoved(T both, T next, BooleanSupplier isMoved, InstantSource clock) {
        this.both = both;
        this.next = next;
        this.isMoved = isMoved;
        this.clock = clock;
    }

    public T current() {
        if (!isDone && !clock.instant().isBefore(lookAt)) {
            lookAt = clock.instant().plus(BETWEEN_LOOKS);
            isDone = isMoved();
        }
        return isDone ? next : both;
    }

    /** As long as the store does not answer, the move counts as not done. */
    private boolean isMoved() {
        try {
            return isMoved.getAsBoolean();
        } catch (UnavailableException e) {
            return false;
        }
    }
}

package dev.scalingstages.workload;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Likes in both stores while they move, and in the new one alone from when the move is done: else the old store would be
 * asked for every count for ever. It looks once a minute.
 */
final class LikesUntilMoved implements Likes {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Likes both;
    private final Likes next;
    private final BooleanSupplier isMoved;
    private final InstantSource clock;
    private volatile boolean isDone;
    private volatile Instant lookAt = Instant.MIN;

    /**
     * @param both the old store and the new one as one
     * @param isMoved whether nothing is in the old one any more; then it stays so
     */
    LikesUntilMoved(Likes both, Likes next, BooleanSupplier isMoved, InstantSource clock) {
        this.both = both;
        this.next = next;
        this.isMoved = isMoved;
        this.clock = clock;
    }

    private Likes current() {
        if (!isDone && !clock.instant().isBefore(lookAt)) {
            lookAt = clock.instant().plus(BETWEEN_LOOKS);
            isDone = isMoved();
        }
        return isDone ? next : both;
    }

    /** Where the old store does not tell, nothing is left out. */
    private boolean isMoved() {
        try {
            return isMoved.getAsBoolean();
        } catch (UnavailableException e) {
            return false;
        }
    }

    @Override
    public long like(PostId post, AccountId account) {
        return current().like(post, account);
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        return current().unlike(post, account);
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return current().counts(posts);
    }

    @Override
    public List<Popular> popular(int limit) {
        return current().popular(limit);
    }
}

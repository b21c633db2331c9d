package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Likes while they move to another store. Until the mover closes the old one they are written there; then they are
 * written to the new one, and removed from the old one, so that the mover does not bring them again. A post's count is
 * the sum of both. A like that is on its way may be counted twice for a moment.
 */
public final class MovingLikes implements Likes {
    private final MySqlLikes old;
    private final Likes next;

    /**
     * @param old where likes were
     * @param next where they will be
     */
    public MovingLikes(MySqlLikes old, Likes next) {
        this.old = old;
        this.next = next;
    }

    @Override
    public long like(PostId post, AccountId account) {
        try {
            return old.like(post, account);
        } catch (ClosedException closed) {
            // In this order: a crash between the two leaves the like in both, and the mover finds it there.
            return next.like(post, account) + old.remove(post, account);
        }
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        try {
            return old.unlike(post, account);
        } catch (ClosedException closed) {
            // In this order: a like that is gone from the old store can no longer be moved to the new one.
            return old.remove(post, account) + next.unlike(post, account);
        }
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return sum(next.counts(posts), old.counts(posts));
    }

    @Override
    public Map<PostId, Long> countsAtOnce(Collection<PostId> posts) {
        return sum(next.countsAtOnce(posts), old.counts(posts));
    }

    private static Map<PostId, Long> sum(Map<PostId, Long> there, Map<PostId, Long> here) {
        return there.keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), post -> there.get(post) + here.getOrDefault(post, 0L)));
    }

    @Override
    public List<Popular> popular(int limit) {
        List<PostId> candidates = Stream.concat(old.popular(limit).stream(), next.popular(limit).stream())
                .map(Popular::post)
                .distinct()
                .toList();
        return counts(candidates).entrySet().stream()
                .map(entry -> new Popular(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Popular::likes).reversed().thenComparing(Popular::post))
                .limit(limit)
                .toList();
    }
}

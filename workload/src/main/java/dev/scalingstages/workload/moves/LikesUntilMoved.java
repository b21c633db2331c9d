package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Likes in both stores while they move, and in the new one alone from when the move is done. */
public record LikesUntilMoved(UntilMoved<Likes> likes) implements Likes {
    @Override
    public long like(PostId post, AccountId account) {
        return likes.current().like(post, account);
    }

    @Override
    public long unlike(PostId post, AccountId account) {
        return likes.current().unlike(post, account);
    }

    @Override
    public Map<PostId, Long> counts(Collection<PostId> posts) {
        return likes.current().counts(posts);
    }

    @Override
    public Map<PostId, Long> countsAtOnce(Collection<PostId> posts) {
        return likes.current().countsAtOnce(posts);
    }

    @Override
    public List<Popular> popular(int limit) {
        return likes.current().popular(limit);
    }
}

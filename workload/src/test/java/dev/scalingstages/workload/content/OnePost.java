package dev.scalingstages.workload.content;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Posts of which there is one, whose photo can go on; for tests that are about something else. */
public final class OnePost implements Posts {
    private Post post;

    public OnePost(Post post) {
        this.post = post;
    }

    /** The post as it is now. */
    public Post post() {
        return post;
    }

    @Override
    public void add(Post other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Post> find(PostId id) {
        return Optional.of(post);
    }

    @Override
    public List<TimelineEntry> timeline(AccountId owner, Optional<PostId> before, int limit) {
        return List.of(post.entry());
    }

    @Override
    public Map<PostId, PhotoState> photos(AccountId owner, Instant since, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean photo(PostId id, PhotoState state) {
        boolean goesOn = !post.photo().isFinal() && state.compareTo(post.photo()) > 0;
        post = goesOn ? post.withPhoto(state) : post;
        return true;
    }
}

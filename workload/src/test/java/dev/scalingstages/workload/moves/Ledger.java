package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The posts that writers were told are stored, with the state of their photos; and those of which they were told nothing. */
final class Ledger {
    private final Map<PostId, Post> acknowledged = new ConcurrentHashMap<>();
    private final Map<PostId, PhotoState> furthest = new ConcurrentHashMap<>();

    /** What was looked for and what was found. */
    record Found(int acknowledged, long lost, long duplicated) {}

    /** Stores a post, and notes it when that is acknowledged. */
    boolean add(Posts posts, Post post) {
        furthest.put(post.id(), post.photo());
        return acknowledged(() -> posts.add(post), post);
    }

    /** Takes a photo on, and notes it when that is acknowledged. */
    boolean photo(Posts posts, Post post, PhotoState state) {
        furthest.put(post.id(), state);
        return acknowledged(() -> posts.photo(post.id(), state), post.withPhoto(state));
    }

    private boolean acknowledged(Runnable write, Post post) {
        try {
            write.run();
        } catch (UnavailableException e) {
            return false;
        }
        acknowledged.put(post.id(), post);
        return true;
    }

    /** How many posts there may be. */
    int attempted() {
        return furthest.size();
    }

    int size() {
        return acknowledged.size();
    }

    List<Post> posts() {
        return List.copyOf(acknowledged.values());
    }

    /** Looks for all of them. Posts and timelines must agree, and a photo must be as far as was said, and no further than asked. */
    Found lookInto(Posts posts) {
        long lost = 0;
        long duplicated = 0;
        for (Post post : acknowledged.values()) {
            Optional<Post> found = posts.find(post.id());
            List<TimelineEntry> entries = posts.timeline(post.owner(), Optional.empty(), Integer.MAX_VALUE).stream()
                    .filter(entry -> entry.id().equals(post.id()))
                    .toList();
            if (found.isEmpty()
                    || !isAsSaid(post, found.get())
                    || !entries.contains(found.get().entry())) {
                lost++;
            }
            if (entries.size() > 1) {
                duplicated++;
            }
        }
        return new Found(acknowledged.size(), lost, duplicated);
    }

    private boolean isAsSaid(Post said, Post found) {
        return found.withPhoto(said.photo()).equals(said)
                && found.photo().compareTo(said.photo()) >= 0
                && found.photo().compareTo(furthest.get(said.id())) <= 0;
    }
}

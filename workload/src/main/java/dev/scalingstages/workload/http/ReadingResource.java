package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.content.Timeline;
import dev.scalingstages.workload.content.TimelineEntry;
import dev.scalingstages.workload.content.Timelines;
import java.util.List;
import java.util.Optional;

/** All of the read API: a post, its likes and its photo, an account's timeline, and the popular posts. */
final class ReadingResource {
    private static final int USUAL_PAGE = 20;
    private static final int LONGEST_PAGE = 50;
    private static final int POPULAR = 20;

    /** A post that is as it will stay could be kept for ever, but for the day when it is taken away. */
    private static final int POST_SECONDS = 60;

    /** As far as the popular posts may lag, for one query in five seconds from each web server. */
    private static final int POPULAR_SECONDS = 5;

    private final Posts posts;
    private final Timelines timelines;
    private final ReadAfter readAfter;
    private final Likes likes;
    private final Files files;
    private final TimelinePages pages;

    ReadingResource(Posts posts, Timelines timelines, ReadAfter readAfter, Likes likes, Files files) {
        this.posts = posts;
        this.timelines = timelines;
        this.readAfter = readAfter;
        this.likes = likes;
        this.files = files;
        this.pages = new TimelinePages(new Json(), this::view);
    }

    private record PostView(
            String postId, String accountId, String author, String body, String createdAt, PhotoView photo) {}

    private record PhotoView(PhotoState state, Optional<String> original, Optional<String> thumbnail) {}

    private record EntryView(
            String postId, String author, String excerpt, boolean whole, String createdAt, PhotoView photo) {}

    private record PopularView(PostView post, long likes) {}

    private record PopularPosts(List<PopularView> posts) {}

    Routes addTo(Routes routes) {
        return routes.get(Route.POST, this::post)
                .get(Route.LIKES, this::likes)
                .get(Route.PHOTO, this::photo)
                .get(Route.TIMELINE, this::timeline)
                .get(Route.POPULAR, this::popular);
    }

    private Answer post(Request request) {
        Post post = find(request);
        if (!post.photo().isFinal()) {
            return Answer.ok(view(post));
        }
        // The body and the name never change, so the photo's state distinguishes the versions.
        String tag = "\"" + post.photo() + "\"";
        Answer answer = request.has(tag) ? Answer.empty(304) : Answer.ok(view(post));
        return answer.cachedFor(POST_SECONDS).with("ETag", tag);
    }

    private Answer likes(Request request) {
        PostId id = find(request).id();
        long count = Optional.ofNullable(likes.counts(List.of(id)).get(id))
                .orElseThrow(() -> Problem.later(1, "The number of likes is not available now. Try again."));
        return Answer.ok(new LikesResource.Count(count));
    }

    private Answer photo(Request request) {
        Post post = find(request);
        if (post.photo() == PhotoState.NONE) {
            throw Problem.notFound("This post has no photo.");
        }
        Answer answer = Answer.ok(view(post.id(), post.photo()));
        return post.photo().isFinal() ? answer.cachedFor(POST_SECONDS) : answer;
    }

    private Answer timeline(Request request) {
        AccountId owner = request.account();
        Optional<PostId> before = request.query("before").map(ReadingResource::position);
        int limit = request.query("limit").map(ReadingResource::limit).orElse(USUAL_PAGE);
        Timeline page = readAfter.read(
                request,
                () -> page(request, owner, before, limit),
                read -> shows(
                        read.entries(),
                        owner,
                        before,
                        limit,
                        readAfter.wanted(request).orElseThrow()));
        List<TimelineEntry> entries = page.entries();
        Optional<String> next = entries.size() < limit
                ? Optional.empty()
                : Optional.of(entries.getLast().id().toString());
        return Answer.ok(pages.write(page, next));
    }

    /**
     * A page. A cached one may be older than the post that it is to show; one behind a position, even the last one, is
     * read afresh.
     */
    private Timeline page(Request request, AccountId owner, Optional<PostId> before, int limit) {
        Optional<PostId> wanted = readAfter.wanted(request);
        Timeline page = timelines.read(owner, before, limit, wanted.isPresent());
        boolean isOld = wanted.filter(post -> !shows(page.entries(), owner, before, limit, post))
                .isPresent();
        return isOld
                ? timelines.read(owner, before.or(() -> Optional.of(PostId.lastOf(owner.bucket()))), limit, true)
                : page;
    }

    /** Whether a page shows a post, or the post's place is not on it. */
    private boolean shows(
            List<TimelineEntry> page, AccountId owner, Optional<PostId> before, int limit, PostId wanted) {
        boolean isOn = page.stream().anyMatch(entry -> entry.id().equals(wanted));
        boolean isNewer = before.isPresent() && wanted.compareTo(before.get()) >= 0;
        boolean isOlder =
                page.size() == limit && wanted.compareTo(page.getLast().id()) < 0;
        return isOn
                || isNewer
                || isOlder
                || posts.find(wanted).filter(post -> post.owner().equals(owner)).isEmpty();
    }

    private Answer popular(Request request) {
        List<PopularView> views = likes.popular(POPULAR).stream()
                .flatMap(popular ->
                        posts.find(popular.post()).stream().map(post -> new PopularView(view(post), popular.likes())))
                .toList();
        return Answer.ok(new PopularPosts(views)).cachedFor(POPULAR_SECONDS);
    }

    private Post find(Request request) {
        PostId id = request.post();
        return readAfter.read(request, () -> posts.find(id)).orElseThrow(() -> readAfter.missing(id));
    }

    private static PostId position(String text) {
        try {
            return PostId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.field("before", "must be a post's id");
        }
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LONGEST_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw Problem.field("limit", "must be a number from 1 to " + LONGEST_PAGE);
    }

    private PostView view(Post post) {
        return new PostView(
                post.id().toString(),
                post.owner().toString(),
                post.authorName(),
                post.body(),
                post.id().createdAt().toString(),
                view(post.id(), post.photo()));
    }

    private EntryView view(TimelineEntry entry) {
        return new EntryView(
                entry.id().toString(),
                entry.authorName(),
                entry.excerpt(),
                entry.whole(),
                entry.id().createdAt().toString(),
                view(entry.id(), entry.photo()));
    }

    /** A file that has not been judged, or is no picture, is offered to nobody. */
    private PhotoView view(PostId id, PhotoState state) {
        return state == PhotoState.READY
                ? new PhotoView(state, address(Files.UPLOADS + id), address(Files.PHOTOS + id))
                : new PhotoView(state, Optional.empty(), Optional.empty());
    }

    private Optional<String> address(String key) {
        return Optional.of(files.address(key).toString());
    }
}

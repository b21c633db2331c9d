package dev.scalingstages.workload.http;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Likes;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.Posts;
import io.helidon.http.Method;

/** Liking a post, and taking that back. */
final class LikesResource {
    private final AccountsResource accounts;
    private final Posts posts;
    private final ReadAfter readAfter;
    private final Likes likes;

    LikesResource(AccountsResource accounts, Posts posts, ReadAfter readAfter, Likes likes) {
        this.accounts = accounts;
        this.posts = posts;
        this.readAfter = readAfter;
        this.likes = likes;
    }

    /** The number of likes of a post. */
    record Count(long likes) {}

    Routes addTo(Routes routes) {
        return routes.add(Route.MY_LIKE, Method.PUT, request -> change(request, likes::like))
                .add(Route.MY_LIKE, Method.DELETE, request -> change(request, likes::unlike));
    }

    @FunctionalInterface
    private interface Change {
        long of(PostId post, AccountId account);
    }

    private Answer change(Request request, Change change) {
        AccountId account = accounts.session(request).account();
        PostId id = request.post();
        if (posts.find(id).isEmpty()) {
            throw readAfter.missing(id);
        }
        return Answer.ok(new Count(change.of(id, account)));
    }
}

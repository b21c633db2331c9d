package dev.scalingstages.workload.redis;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.PostId;
import dev.scalingstages.workload.content.TokenHash;

/**
 * The cache's keys. All of an account's content is in one slot, that of its bucket, as it is on one shard of the database:
 * so a page's counts are one command, and 1,024 buckets spread evenly over any number of shards.
 */
final class Keys {
    private Keys() {}

    static String post(PostId id) {
        return "post:" + bucket(id.bucket()) + ":" + id;
    }

    /** Not "timeline:", where servers of an earlier release keep pages in a format that has no version. */
    static String page(AccountId owner) {
        return "page:" + bucket(owner.bucket()) + ":" + owner;
    }

    static String recent(AccountId owner) {
        return "recent:" + bucket(owner.bucket()) + ":" + owner;
    }

    static String likes(PostId id) {
        return likesOf(id.bucket()) + id;
    }

    /** The prefix of a bucket's keys of likes; the post's id in text follows. */
    static String likesOf(int bucket) {
        return "likes:" + bucket(bucket) + ":";
    }

    static String popular(int limit) {
        return "popular:" + limit;
    }

    static String session(TokenHash token) {
        return "session:" + token.hex();
    }

    private static String bucket(int bucket) {
        return "{" + bucket + "}";
    }
}

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

    static String timeline(AccountId owner) {
        return "timeline:" + bucket(owner.bucket()) + ":" + owner;
    }

    static String recent(AccountId owner) {
        return "recent:" + bucket(owner.bucket()) + ":" + owner;
    }

    static String likes(PostId id) {
        return "likes:" + bucket(id.bucket()) + ":" + id;
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

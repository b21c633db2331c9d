/**
 * Content over several databases: which shard holds a bucket, and posts routed by it. Up to stage 5 there is one shard,
 * which holds all.
 *
 * <p>Invariant: a map may be out of date without harm. Writes are refused by the database itself where a bucket has
 * left; reads that find nothing look at the map again.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.shards.ShardedPosts}.
 */
package dev.scalingstages.workload.shards;

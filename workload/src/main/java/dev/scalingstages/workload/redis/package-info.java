/**
 * The cache in front of posts, sessions and likes, from stage 4 on: ElastiCache in cluster mode, reached by Lettuce. Each
 * {@code Cached…} class stands before another adapter of the same port.
 *
 * <p>Invariant: a cache that is down, slow or cold costs speed, never correctness. No failure of it reaches a caller; who
 * reads waits for it for about a tenth of a second, and who writes for half a second, at most; a hot key that is not there
 * is asked of the store once.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.redis.CachedTimelines}, then
 * {@link dev.scalingstages.workload.redis.CachedPosts} and {@link dev.scalingstages.workload.redis.ReadThrough}.
 */
package dev.scalingstages.workload.redis;

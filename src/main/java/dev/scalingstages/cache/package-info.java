/**
 * The cache of sessions and hot rows.
 *
 * <p>Invariant: cluster mode, encryption and user groups are on from the first day, because none can be switched on
 * later without losing what is cached. Start reading at {@link dev.scalingstages.cache.Cache}.
 */
package dev.scalingstages.cache;

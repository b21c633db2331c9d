/**
 * The stores beside MySQL: the cache of sessions and hot rows, DynamoDB's tables, the queues between the servers that
 * accept work and those that do it, and the archive and warehouse to which rows older than the retention window leave
 * MySQL.
 *
 * <p>Invariant: the cache has cluster mode, encryption and user groups from the first day, because none of them can be
 * switched on later without losing what is cached. A message that cannot be worked on ends in a dead-letter queue with
 * an alarm; none expires unnoticed. The warehouse is private, encrypted and refuses connections without TLS; nothing
 * leaves MySQL before it is counted there, which the worker sees to.
 *
 * <p>Start reading at {@link dev.scalingstages.data.Cache}, then {@link dev.scalingstages.data.WorkQueue}.
 */
package dev.scalingstages.data;

/**
 * The stores beside MySQL: the cache of sessions and hot rows, DynamoDB's tables, the queues between those who accept work
 * and those who do it, and the archive and warehouse to which rows older than the retention window leave MySQL.
 *
 * <p>Invariant: of the cache, cluster mode, encryption and user groups are on from the first day, because none can be
 * switched on later without losing what is cached. A message that cannot be worked on ends in a dead-letter queue that
 * someone is told about; none is lost by time. The warehouse is private, encrypted and refuses connections without TLS;
 * nothing leaves MySQL before it is counted there, which is the worker's duty.
 *
 * <p>Start reading at {@link dev.scalingstages.data.Cache}, then {@link dev.scalingstages.data.WorkQueue}.
 */
package dev.scalingstages.data;

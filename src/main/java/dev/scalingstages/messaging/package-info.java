/**
 * Queues between those who accept work and those who do it.
 *
 * <p>Invariant: a message that cannot be worked on ends in a dead-letter queue that someone is told about; none is lost
 * by time. Start reading at {@link dev.scalingstages.messaging.WorkQueue}.
 */
package dev.scalingstages.messaging;

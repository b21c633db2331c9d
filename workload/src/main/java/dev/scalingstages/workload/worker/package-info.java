/**
 * Work outside of requests: posts that wait in the queue are stored, photos get their thumbnails.
 *
 * <p>Invariant: a job may be done twice, and by two servers at once, without harm; one that cannot be done now fails,
 * so that it comes back. None is left to workers while none is known to live ({@code JobsForWorkers}).
 *
 * <p>Start reading at {@link dev.scalingstages.workload.worker.Worker}.
 */
package dev.scalingstages.workload.worker;

/**
 * Limits that keep one client from taking what all of them share: places for work, and attempts in a time.
 *
 * <p>Invariant: whatever a stranger sends, a limit holds a bounded number of entries, and a client that is refused costs
 * nobody else anything. Limits are counted in this process: with several servers a client has as many times the limit.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.limits.Client}.
 */
package dev.scalingstages.workload.limits;

/**
 * The service on this machine, in the shape of a stage: to try it ({@code ./serve 4}), to measure it ({@code bin/bench/serve}),
 * and to test it end to end.
 *
 * <p>Invariant: what runs is what is shipped, the application told by its environment alone and nginx with its shipped
 * configuration, on real servers. Start reading at {@link dev.scalingstages.workload.servers.LocalStage}.
 */
package dev.scalingstages.workload.local;

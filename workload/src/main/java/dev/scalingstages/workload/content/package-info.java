/**
 * The domain of the service: accounts, posts, photos and likes, and the ports to the stores that hold them. One set of
 * interfaces serves all six stages; the adapters behind them differ ({@code mysql}, {@code redis}, {@code disk}, {@code
 * aws}), and the environment file decides which are used.
 *
 * <p>Invariant: nothing here knows an adapter, a protocol or a stage. A write that returned is durable; a write that
 * was repeated changes nothing.
 *
 * <p>Start reading at {@link dev.scalingstages.workload.content.Posts}. The tables behind it, and why they are as they
 * are, are in {@code docs/read-model.md}.
 */
package dev.scalingstages.workload.content;

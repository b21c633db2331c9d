/**
 * Moves of data from where one stage keeps it to where the next one does.
 *
 * <p>Invariant: at any moment, also when the mover is killed, each row that was acknowledged is in a place where its
 * readers look, and at most one place takes writes for it. Nothing is removed before it was compared on the other side.
 * Each move may be started again at any time, and goes on from what the databases say of it.
 *
 * <p>Each move closes the fence that writers pass ({@code mysql.Fence}), copies and compares by {@code Pass}, and writes
 * how far it is into the table {@code moves} in the same transaction. One connection for each database does all of it and
 * holds a lock that dies with it ({@code Locks}).
 *
 * <p>Stage 1 to 2, {@link dev.scalingstages.workload.moves.MoveToSeparateStorage}:
 *
 * <table>
 * <caption>What a crash leaves behind</caption>
 * <tr><th>box's line in {@code moves}</th><th>target's</th><th>takes writes</th><th>next</th></tr>
 * <tr><td>none</td><td>none or {@code copying}</td><td>the box</td><td>{@code move} begins, or goes on copying</td></tr>
 * <tr><td>{@code closed}</td><td>none or {@code copying}</td><td>nobody</td>
 * <td>{@code move} opens the box and goes on copying, or {@code reopen}</td></tr>
 * <tr><td>{@code switching}</td><td>{@code copying}</td><td>nobody</td>
 * <td>{@code move} opens the box and goes on copying, or {@code withdraw}</td></tr>
 * <tr><td>{@code switching}</td><td>none</td><td>nobody here</td>
 * <td>nothing: it is not the target that the data went to, and {@code move} refuses it</td></tr>
 * <tr><td>{@code switching}</td><td>{@code done}</td><td>the target</td><td>{@code move} writes the marker</td></tr>
 * <tr><td>{@code switching}</td><td>{@code withdrawing}</td><td>nobody</td>
 * <td>{@code withdraw} goes on, or {@code move} gives it back to the target</td></tr>
 * </table>
 *
 * <p>Stage 5 to 6, {@link dev.scalingstages.workload.moves.ShardMover}, for each bucket:
 *
 * <table>
 * <caption>What a crash leaves behind</caption>
 * <tr><th>source's line</th><th>takes writes</th><th>readers look</th><th>what is left behind</th></tr>
 * <tr><td>none</td><td>the source</td><td>at the source</td><td>nothing</td></tr>
 * <tr><td>{@code copying}</td><td>the source</td><td>at the source</td><td>some rows at the target</td></tr>
 * <tr><td>{@code closed}</td><td>nobody, or the target once it holds the bucket and the map says so</td>
 * <td>where the map says</td><td>all or some rows at the target, all at the source</td></tr>
 * <tr><td>{@code switched}</td><td>the target</td><td>at the target; at the source with an old map</td>
 * <td>old rows at the source</td></tr>
 * </table>
 *
 * <p>The next run finishes what has a line, in each of these states. A bucket that cannot be moved, or whose new
 * replicas do not follow, goes back to {@code copying}, with the source's fence open.
 *
 * <p>{@link dev.scalingstages.workload.moves.AccountsMove}: {@code closed} (old rows may be in both databases, new ones are
 * in the new one), {@code copied} (all old rows are in both), {@code done}, which then stands in the new database too:
 * servers ask that one, since what a move has left may be lost.
 * {@link dev.scalingstages.workload.moves.LikesMove}: {@code moving} (each like is in the old store, in both for a moment,
 * or in the new one), {@code done}; its slices go side by side on connections of their own, and lock their rows. {@link
 * dev.scalingstages.workload.moves.Archive} has no line: a crash leaves a load here, or here and in history, or some of it
 * in history alone, and the next run stores what is here again and deletes it. A bucket that fails keeps no other from it.
 *
 * <p>Moves and archives of a worker end at a {@code Deadline}, and take turns ({@code Turns}), over all workers.
 *
 * <p>Start reading at {@code Pass}, then {@code ShardMover}.
 */
package dev.scalingstages.workload.moves;

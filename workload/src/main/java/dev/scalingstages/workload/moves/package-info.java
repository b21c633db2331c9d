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
 * <tr><td>none</td><td>none or {@code copying}</td><td>the box</td><td>{@code move} begins</td></tr>
 * <tr><td>{@code closed}</td><td>none or {@code copying}</td><td>nobody</td>
 * <td>{@code move} goes on, or {@code reopen}</td></tr>
 * <tr><td>{@code switching}</td><td>{@code copying}</td><td>nobody</td>
 * <td>{@code move} compares again and goes on, or {@code withdraw}</td></tr>
 * <tr><td>{@code switching}</td><td>{@code done}</td><td>the target</td><td>{@code move} writes the marker</td></tr>
 * <tr><td>{@code switching}</td><td>{@code withdrawing}</td><td>nobody</td>
 * <td>{@code withdraw} goes on, or {@code move} gives it back to the target</td></tr>
 * </table>
 *
 * <p>Start reading at {@code Pass}, then {@code MoveToSeparateStorage}.
 */
package dev.scalingstages.workload.moves;

package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.Fence;
import dev.scalingstages.workload.mysql.copy.Journal;
import dev.scalingstages.workload.mysql.copy.KeyRange;
import dev.scalingstages.workload.mysql.copy.Locks;
import dev.scalingstages.workload.mysql.copy.Pass;
import dev.scalingstages.workload.mysql.copy.Row;
import dev.scalingstages.workload.mysql.copy.Table;
import dev.scalingstages.workload.mysql.copy.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 5 to 6: accounts and sessions move to a separate database, while they are in use. To be started when all
 * servers know both databases ({@code mysql.MovingAccounts}, {@code mysql.MovingSessions}): those that know only the
 * old one can neither make accounts meanwhile nor find them afterwards.
 *
 * <p>The old tables never open again, since new accounts are in the new database from then on, and one table must
 * decide which account has an email. When the move fails, both go on serving together.
 */
public final class AccountsMove {
    private static final Logger LOG = LoggerFactory.getLogger(AccountsMove.class);
    private static final String NAME = "accounts";
    private static final String CLOSED = "closed";
    private static final String COPIED = "copied";
    private static final String DONE = "done";
    private static final int SLICE = 1000;

    private final Database old;
    private final Database next;
    private final Duration grace;

    /**
     * @param old where accounts were, with the timeouts of maintenance
     * @param next where they go, likewise, with its tables
     * @param grace how long old rows stay after they were copied and compared
     */
    public AccountsMove(Database old, Database next, Duration grace) {
        this.old = old;
        this.next = next;
        this.grace = grace;
    }

    /**
     * Whether servers need to know the new database only. That one is asked, since the old one may be lost by then.
     *
     * @throws dev.scalingstages.workload.content.UnavailableException when it does not answer
     */
    public static boolean isDone(Database next) {
        return next.run(AccountsMove::isDone);
    }

    private static boolean isDone(Connection connection) throws SQLException {
        return Journal.find(connection, NAME)
                .filter(entry -> entry.step().equals(DONE))
                .isPresent();
    }

    /**
     * Moves the remaining accounts and sessions.
     *
     * @return whether all is done; if not, old rows still wait, and it is to be called again
     * @throws dev.scalingstages.workload.content.UnavailableException when a database does not answer, or another mover
     *     is at work
     * @throws MoveFailedException when the two sides differ
     */
    public boolean run() {
        return Locks.with(old, NAME, from -> Locks.with(next, NAME, to -> run(from, to)));
    }

    private boolean run(Connection from, Connection to) throws SQLException {
        if (!isDone(from)) {
            if (!isEmptied(from, to)) {
                return false;
            }
            Journal.write(from, NAME, DONE, "");
            LOG.info("no accounts and sessions are left where they were");
        }
        if (!isDone(to)) {
            Journal.write(to, NAME, DONE, "");
        }
        return true;
    }

    /** Copies what is to be copied, and deletes it when its time has come. Returns whether all is deleted. */
    private boolean isEmptied(Connection from, Connection to) throws SQLException {
        Optional<Journal.Entry> entry = Journal.find(from, NAME);
        if (entry.filter(found -> found.step().equals(COPIED)).isEmpty()) {
            Transactions.run(from, () -> {
                Journal.write(from, NAME, CLOSED, "");
                Fence.open(from, "accounts", false);
                Fence.open(from, "sessions", false);
            });
            for (Pass pass : passes(from, to)) {
                pass.add();
            }
            for (Pass pass : passes(from, to)) {
                pass.verify(true);
            }
            Journal.write(from, NAME, COPIED, "");
            LOG.info("accounts and sessions are copied and compared");
        }
        if (Journal.find(from, NAME).orElseThrow().age().compareTo(grace) < 0) {
            return false;
        }
        delete(from, Table.SESSIONS, KeyRange.SESSIONS);
        delete(from, Table.ACCOUNTS, KeyRange.ACCOUNTS);
        return true;
    }

    private static List<Pass> passes(Connection from, Connection to) {
        return List.of(
                new Pass(Table.ACCOUNTS, KeyRange.ACCOUNTS, from, to, target -> {}),
                new Pass(Table.SESSIONS, KeyRange.SESSIONS, from, to, target -> {}));
    }

    private static void delete(Connection from, Table table, KeyRange range) throws SQLException {
        List<Row> rows = new ArrayList<>();
        do {
            rows.clear();
            rows.addAll(table.select(from, range, Optional.empty(), Optional.empty(), "LIMIT " + SLICE));
            Transactions.run(from, () -> table.delete(from, rows));
        } while (!rows.isEmpty());
    }
}

package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** The meaning of a database's errors. MySQL and MariaDB have these numbers in common. */
final class Errors {
    private static final int DUPLICATE = 1062;
    private static final int DEADLOCK = 1213;

    /** Server or session refuses writes: by an option, or because it is a replica. */
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);

    /** Too many connections (1040, 1203), no memory (1041), going down (1053), too long a wait for a lock (1205). */
    private static final Set<Integer> BUSY = Set.of(1040, 1041, 1053, 1203, 1205, DEADLOCK);

    private Errors() {}

    /** Whether a row with the same unique key is there. */
    static boolean isDuplicate(SQLException e) {
        return e.getErrorCode() == DUPLICATE;
    }

    static boolean isDeadlock(SQLException e) {
        return e.getErrorCode() == DEADLOCK;
    }

    static boolean isReadOnly(SQLException e) {
        return READ_ONLY.contains(e.getErrorCode());
    }

    /** Whether the connection broke; one that the pool waited for in vain does not count. */
    static boolean isLoss(SQLException e) {
        return e instanceof SQLNonTransientConnectionException || e instanceof SQLRecoverableException;
    }

    /** The exception that the callers of a port get. */
    static RuntimeException translate(String database, SQLException e) {
        return mayPass(e)
                ? new UnavailableException("the database at " + database + " does not answer", e)
                : new IllegalStateException("the database at " + database + " refuses a statement", e);
    }

    private static boolean mayPass(SQLException e) {
        return e instanceof SQLTransientException || isLoss(e) || BUSY.contains(e.getErrorCode()) || isReadOnly(e);
    }
}

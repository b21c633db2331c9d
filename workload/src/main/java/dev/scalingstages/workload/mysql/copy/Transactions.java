package dev.scalingstages.workload.mysql.copy;

import java.sql.Connection;
import java.sql.SQLException;

/** Transactions on the one connection that a move uses, and that holds its lock. */
public final class Transactions {
    private Transactions() {}

    /** The work in a transaction. */
    @FunctionalInterface
    public interface Work {
        void run() throws SQLException;
    }

    /** Runs some work in a transaction: all of it is committed or nothing. */
    public static void run(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}

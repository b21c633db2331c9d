package dev.scalingstages.workload.moves;

import java.sql.Connection;
import java.sql.SQLException;

/** Transactions on the one connection that a move uses, and that holds its lock. */
final class Transactions {
    private Transactions() {}

    /** What is done in it. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** All of it or nothing. */
    static void run(Connection connection, Work work) throws SQLException {
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

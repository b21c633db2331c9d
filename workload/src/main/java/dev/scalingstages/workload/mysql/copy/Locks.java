package dev.scalingstages.workload.mysql.copy;

import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Lets only one process at a time move something. The lock belongs to the connection that does the work: a process that
 * loses the connection loses the lock and can write no more, and the server frees the lock of a process that was
 * killed. A lease with an expiry could not say that of a mover that was only slow.
 */
public final class Locks {
    /**
     * Names are common to all schemas of a server, and at most 64 characters long. Two seconds are for the server to notice
     * that the holder was killed.
     */
    private static final String LOCK = "SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), '/', ?)), 2)";

    private static final String RELEASE = "SELECT RELEASE_LOCK(SHA1(CONCAT(DATABASE(), '/', ?)))";

    private Locks() {}

    /**
     * Does work with a connection that holds the lock.
     *
     * @throws UnavailableException when another process holds it, or the database does not answer
     */
    public static <T> T with(Database database, String name, Database.Work<T> work) {
        return tryWith(database, name, work)
                .orElseThrow(() -> new UnavailableException("another process works on " + name));
    }

    /** Like {@link #with}, but returns nothing when another process holds the lock. */
    public static <T> Optional<T> tryWith(Database database, String name, Database.Work<T> work) {
        return database.run(connection -> {
            if (!isOne(connection, LOCK, name)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.with(connection));
            } finally {
                isOne(connection, RELEASE, name);
            }
        });
    }

    private static boolean isOne(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }
}

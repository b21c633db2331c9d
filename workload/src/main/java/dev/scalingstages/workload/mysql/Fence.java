package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.WrongShardException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What stops writers while data moves elsewhere. A writer reads the row of a fence in its own transaction and keeps it
 * locked, shared with other writers, until it commits. Whoever closes the fence updates the row: that waits for the
 * writers that are at work, and those that come later see the fence closed.
 */
final class Fence {
    private static final String BUCKET = "SELECT held FROM buckets WHERE bucket = ? LOCK IN SHARE MODE";
    private static final String TABLE = "SELECT is_open FROM fences WHERE name = ? LOCK IN SHARE MODE";

    private Fence() {}

    /** Lets a transaction write to a bucket, or throws {@link WrongShardException}. */
    static void passBucket(Connection connection, int bucket) throws SQLException {
        if (!isOpen(connection, BUCKET, bucket)) {
            throw new WrongShardException(bucket);
        }
    }

    /** Lets a transaction write to a table that may move, or throws {@link ClosedException}. */
    static void passTable(Connection connection, String name) throws SQLException {
        if (!isOpen(connection, TABLE, name)) {
            throw new ClosedException(name);
        }
    }

    private static boolean isOpen(Connection connection, String query, Object key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}

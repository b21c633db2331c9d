package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.WrongShardException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Stops writers while data moves elsewhere. A writer reads the row of a fence in its own transaction and keeps it
 * locked, shared with other writers, until it commits. A move closes the fence by an update of the row: that waits for
 * the writers that are at work, and those that come later see the fence closed.
 */
public final class Fence {
    private static final String BUCKET = "SELECT held FROM buckets WHERE bucket = ? LOCK IN SHARE MODE";
    private static final String TABLE = "SELECT is_open FROM fences WHERE name = ? LOCK IN SHARE MODE";

    private Fence() {}

    /** Lets a transaction write to a bucket, or throws {@link WrongShardException}. */
    static void passBucket(Connection connection, int bucket) throws SQLException {
        if (!isHeld(connection, bucket)) {
            throw new WrongShardException(bucket);
        }
    }

    /** Lets a transaction write to a table that may move, or throws {@link ClosedException}. */
    static void passTable(Connection connection, String name) throws SQLException {
        if (!isOpen(connection, TABLE, name)) {
            throw new ClosedException(name);
        }
    }

    /** Whether a database holds a bucket, whose fence is then open; locked until the transaction ends. */
    public static boolean isHeld(Connection connection, int bucket) throws SQLException {
        return isOpen(connection, BUCKET, bucket);
    }

    /** Opens or closes the fence of a bucket. */
    public static void hold(Connection connection, int bucket, boolean held) throws SQLException {
        update(connection, "UPDATE buckets SET held = ? WHERE bucket = ?", held, bucket);
    }

    /** Opens or closes the fence of a table. */
    public static void open(Connection connection, String table, boolean open) throws SQLException {
        update(connection, "UPDATE fences SET is_open = ? WHERE name = ?", open, table);
    }

    /** Opens or closes all fences. */
    public static void openAll(Connection connection, boolean open) throws SQLException {
        update(connection, "UPDATE fences SET is_open = ?", open);
        update(connection, "UPDATE buckets SET held = ?", open);
    }

    private static boolean isOpen(Connection connection, String query, Object key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}

package dev.scalingstages.workload.moves;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Opens and closes what lets writers write. Closing waits for the writers at work, and those that come later are refused:
 * every writer keeps the row of its fence locked until it commits.
 */
final class Fences {
    private Fences() {}

    /** A bucket's fence, and whether it is open; locked until the transaction ends. */
    static boolean isHeld(Connection connection, int bucket) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT held FROM buckets WHERE bucket = ? LOCK IN SHARE MODE")) {
            statement.setInt(1, bucket);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    static void hold(Connection connection, int bucket, boolean held) throws SQLException {
        update(connection, "UPDATE buckets SET held = ? WHERE bucket = ?", held, bucket);
    }

    /** Opens or closes the fence of a table. */
    static void open(Connection connection, String table, boolean open) throws SQLException {
        update(connection, "UPDATE fences SET is_open = ? WHERE name = ?", open, table);
    }

    /** Opens or closes everything. */
    static void openAll(Connection connection, boolean open) throws SQLException {
        update(connection, "UPDATE fences SET is_open = ?", open);
        update(connection, "UPDATE buckets SET held = ?", open);
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

package dev.scalingstages.workload.mysql.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code moves}: how far a move has come, written in the transaction that takes it there. */
public final class Journal {
    private static final String FIND =
            "SELECT name, step, detail, TIMESTAMPDIFF(SECOND, changed_at, UTC_TIMESTAMP()) FROM moves WHERE name LIKE ?";
    private static final String WRITE =
            "REPLACE INTO moves (name, step, detail, changed_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))";
    private static final String REMOVE = "DELETE FROM moves WHERE name = ?";

    private Journal() {}

    /**
     * A line of the journal.
     *
     * @param detail what the move has to know after a crash
     * @param age since it was written, by the database's clock
     */
    public record Entry(String name, String step, String detail, Duration age) {}

    /** Finds a line in a database that may have no tables at all. */
    public static Optional<Entry> findIfTableExists(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SHOW TABLES LIKE 'moves'");
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? find(connection, name) : Optional.empty();
        }
    }

    public static Optional<Entry> find(Connection connection, String name) throws SQLException {
        return like(connection, name).stream().findFirst();
    }

    /** The lines whose names match a pattern of SQL's {@code LIKE}. */
    public static List<Entry> like(Connection connection, String pattern) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, pattern);
            try (ResultSet rows = statement.executeQuery()) {
                List<Entry> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(new Entry(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            Duration.ofSeconds(rows.getLong(4))));
                }
                return entries;
            }
        }
    }

    public static void write(Connection connection, String name, String step, String detail) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setString(1, name);
            statement.setString(2, step);
            statement.setString(3, detail);
            statement.executeUpdate();
        }
    }

    public static void remove(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }
}

package dev.scalingstages.workload.mysql.copy;

import static dev.scalingstages.workload.mysql.copy.Column.Type.BYTES;
import static dev.scalingstages.workload.mysql.copy.Column.Type.NUMBER;
import static dev.scalingstages.workload.mysql.copy.Column.Type.TEXT;
import static dev.scalingstages.workload.mysql.copy.Column.Type.TIME;
import static dev.scalingstages.workload.mysql.copy.Column.Type.UNSIGNED;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table that moves, and the statements for it. Reads are ranges of the primary key, of a limited number of rows.
 *
 * @param columns all of them, those of the key first
 * @param keyLength how many are the key: one or two
 */
public record Table(String name, List<Column> columns, int keyLength) {
    public static final Table POSTS = new Table(
            "posts",
            List.of(
                    new Column("post_id", BYTES),
                    new Column("owner_id", UNSIGNED),
                    new Column("author_name", TEXT),
                    new Column("body", TEXT),
                    new Column("photo", NUMBER)),
            1);
    public static final Table TIMELINE = new Table(
            "timeline",
            List.of(
                    new Column("owner_id", UNSIGNED),
                    new Column("post_id", BYTES),
                    new Column("author_name", TEXT),
                    new Column("excerpt", TEXT),
                    new Column("is_whole", NUMBER),
                    new Column("photo", NUMBER)),
            2);
    public static final Table ACCOUNTS = new Table(
            "accounts",
            List.of(
                    new Column("account_id", UNSIGNED),
                    new Column("email", TEXT),
                    new Column("display_name", TEXT),
                    new Column("password_hash", BYTES),
                    new Column("created_at", TIME)),
            1);
    public static final Table SESSIONS = new Table(
            "sessions",
            List.of(
                    new Column("token_hash", BYTES),
                    new Column("account_id", UNSIGNED),
                    new Column("display_name", TEXT),
                    new Column("expires_at", TIME)),
            1);
    public static final Table LIKES =
            new Table("likes", List.of(new Column("post_id", BYTES), new Column("account_id", UNSIGNED)), 2);
    public static final Table LIKE_COUNTS =
            new Table("like_counts", List.of(new Column("post_id", BYTES), new Column("likes", NUMBER)), 1);

    /**
     * Rows in the order of the key.
     *
     * @param after only those behind this one
     * @param upTo only those up to this one
     * @param clause goes behind: a limit, a lock
     */
    public List<Row> select(
            Connection connection, KeyRange range, Optional<Row> after, Optional<Row> upTo, String clause)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(range.first(), range.last()));
        StringBuilder where = new StringBuilder("%1$s >= ? AND %1$s <= ?".formatted(key(0)));
        after.ifPresent(row -> where.append(bound(row, ">", ">", values)));
        upTo.ifPresent(row -> where.append(bound(row, "<", "<=", values)));
        String query = "SELECT " + names(columns) + " FROM " + name + " WHERE " + where + " ORDER BY "
                + names(columns.subList(0, keyLength)) + " " + clause;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            set(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                List<Row> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(read(result));
                }
                return rows;
            }
        }
    }

    /** Written out, since servers do not use the key for {@code (a, b) > (?, ?)}. */
    private String bound(Row row, String strictly, String last, List<Object> values) {
        values.addAll(row.first(1));
        if (keyLength == 1) {
            return " AND " + key(0) + " " + last + " ?";
        }
        values.addAll(row.first(2));
        return " AND (%1$s %3$s ? OR (%1$s = ? AND %2$s %4$s ?))".formatted(key(0), key(1), strictly, last);
    }

    private Row read(ResultSet result) throws SQLException {
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = columns.get(i).read(result, i + 1);
        }
        return new Row(row);
    }

    /** Adds rows; one that is there already is an error. */
    public void insert(Connection connection, List<Row> rows) throws SQLException {
        String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
        batch(
                connection,
                "INSERT INTO " + name + " (" + names(columns) + ") VALUES (" + places + ")",
                rows,
                columns.size());
    }

    /** Removes rows by their keys. */
    public void delete(Connection connection, List<Row> rows) throws SQLException {
        String key = columns.subList(0, keyLength).stream()
                .map(column -> column.name() + " = ?")
                .collect(Collectors.joining(" AND "));
        batch(connection, "DELETE FROM " + name + " WHERE " + key, rows, keyLength);
    }

    private static void batch(Connection connection, String sql, List<Row> rows, int length) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                set(statement, row.first(length));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void set(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private String key(int index) {
        return columns.get(index).name();
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}

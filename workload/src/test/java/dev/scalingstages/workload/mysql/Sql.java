package dev.scalingstages.workload.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements that tests make up, to look behind an adapter or to play a part that is not under test. */
public final class Sql {
    private Sql() {}

    /** Runs a statement, and returns how many rows it changed. */
    public static int update(Database database, String sql) {
        return database.run(connection -> update(connection, sql));
    }

    /** The same on one connection. */
    public static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** The only value of the only row. */
    public static String value(Database database, String sql) {
        return rows(database, sql).getFirst().getFirst();
    }

    /** All rows, as text. */
    public static List<List<String>> rows(Database database, String sql) {
        return database.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<List<String>> all = new ArrayList<>();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    all.add(row);
                }
                return all;
            }
        });
    }
}

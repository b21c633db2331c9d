package dev.scalingstages.workload.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of tables, which PostgreSQL does not have: they are noted as the comment of their column, gone with the
 * table, and told by a view in place of Redshift's own. Nothing is sorted or spread by them.
 */
final class RedshiftKeys {
    private static final Pattern CREATE = Pattern.compile(
            "(CREATE TABLE IF NOT EXISTS (\\w+) .*\\)) DISTKEY \\((\\w+)\\) SORTKEY \\((\\w+)\\)", Pattern.DOTALL);
    private static final Pattern SORT = Pattern.compile("ALTER TABLE (\\w+) ALTER SORTKEY \\((\\w+)\\)");
    private static final Pattern DISTRIBUTE = Pattern.compile("ALTER TABLE (\\w+) ALTER DISTSTYLE KEY DISTKEY (\\w+)");
    private static final String VIEW = """
            CREATE VIEW pg_table_def AS
            SELECT relname AS tablename,
                   attname AS "column",
                   COALESCE(col_description(attrelid, attnum) LIKE '%distkey%', FALSE) AS distkey,
                   CASE WHEN col_description(attrelid, attnum) LIKE '%sortkey%' THEN 1 ELSE 0 END AS sortkey
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relkind = 'r' AND pg_table_is_visible(attrelid) AND attnum > 0""";

    private RedshiftKeys() {}

    static void prepare(Connection connection) throws SQLException {
        execute(connection, VIEW);
    }

    /** Runs a statement about keys, and tells whether it was one. */
    static boolean isRun(Connection connection, String sql) throws SQLException {
        Matcher create = CREATE.matcher(sql);
        if (create.matches()) {
            if (!exists(connection, create.group(2))) {
                execute(connection, create.group(1));
                note(connection, create.group(2), create.group(3), "distkey");
                note(connection, create.group(2), create.group(4), "sortkey");
            }
            return true;
        }
        return isNoted(connection, SORT.matcher(sql), "sortkey")
                || isNoted(connection, DISTRIBUTE.matcher(sql), "distkey");
    }

    private static boolean isNoted(Connection connection, Matcher alter, String key) throws SQLException {
        if (!alter.matches()) {
            return false;
        }
        note(connection, alter.group(1), alter.group(2), key);
        return true;
    }

    private static void note(Connection connection, String table, String column, String key) throws SQLException {
        String noted;
        try (Statement statement = connection.createStatement();
                ResultSet comment = statement.executeQuery("""
                        SELECT COALESCE(col_description('%1$s'::regclass, attnum), '')
                        FROM pg_attribute
                        WHERE attrelid = '%1$s'::regclass AND attname = '%2$s'""".formatted(table, column))) {
            comment.next();
            noted = comment.getString(1);
        }
        execute(connection, "COMMENT ON COLUMN %s.%s IS '%s %s'".formatted(table, column, noted, key));
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.scalingstages.workload.mysql.copy;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;

/** A column of a table that moves. Each type is read in the same way from every server, so that values can be compared. */
public record Column(String name, Type type) {
    /** The type of a column's values, which decides how they are read. */
    enum Type {
        BYTES,
        /** An unsigned integer of 64 bits. */
        UNSIGNED,
        NUMBER,
        TEXT,
        /** Read without a time zone, since zones would change it. */
        TIME
    }

    public Object read(ResultSet row, int index) throws SQLException {
        return switch (type) {
            case BYTES -> row.getBytes(index);
            case UNSIGNED -> row.getObject(index, BigInteger.class);
            case NUMBER -> row.getLong(index);
            case TEXT -> row.getString(index);
            case TIME -> row.getObject(index, LocalDateTime.class);
        };
    }
}

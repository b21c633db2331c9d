package dev.scalingstages.workload.mysql.copy;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;

/** A column of a table that moves. Each type is read in the same way from every server, so that values can be compared. */
public record Column(String name, Type type) {
    /** What it holds. */
    enum Type {
        BYTES,
        /** 64 bits without a sign. */
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

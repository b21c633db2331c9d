package dev.scalingstages.workload.moves;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;

/** A column of a table that moves. Each type is read in the same way from every server, so that values can be compared. */
record Column(String name, Type type) {
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

    Object read(ResultSet row, int index) throws SQLException {
        return switch (type) {
            case BYTES -> row.getBytes(index);
            case UNSIGNED -> row.getObject(index, BigInteger.class);
            case NUMBER -> row.getLong(index);
            case TEXT -> row.getString(index);
            case TIME -> row.getObject(index, LocalDateTime.class);
        };
    }
}

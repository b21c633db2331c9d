package dev.scalingstages.workload.mysql.copy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A row with all columns of its {@link Table}, those of the key first. */
public final class Row {
    private final Object[] columns;

    public Row(Object... columns) {
        this.columns = columns;
    }

    /** A column: text, a number, a time, or bytes. */
    public Object column(int index) {
        return columns[index];
    }

    /** The first columns, such as those of the key. */
    public List<Object> first(int count) {
        return Arrays.asList(columns).subList(0, count);
    }

    /** All columns, in the order of {@link Table#columns}. */
    public List<Object> columns() {
        return Arrays.asList(columns);
    }

    /** Compares the first columns as the database sorts them. */
    public int compareKey(Row other, int length) {
        int order = 0;
        for (int i = 0; order == 0 && i < length; i++) {
            order = columns[i] instanceof byte[] bytes
                    ? Arrays.compareUnsigned(bytes, (byte[]) other.columns[i])
                    : ((BigInteger) columns[i]).compareTo((BigInteger) other.columns[i]);
        }
        return order;
    }

    /** The first columns in text, for messages. They are keys: numbers and bytes, nothing that a user wrote. */
    public String key(int length) {
        return first(length).stream()
                .map(column -> column instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : column.toString())
                .collect(Collectors.joining("/"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.deepEquals(columns, row.columns);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(columns);
    }
}

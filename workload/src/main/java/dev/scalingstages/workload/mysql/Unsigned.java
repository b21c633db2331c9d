package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Account ids as {@code BIGINT UNSIGNED}: Java's {@code long} has a sign, and half of all ids would be negative. */
final class Unsigned {
    private Unsigned() {}

    static void set(PreparedStatement statement, int index, AccountId id) throws SQLException {
        statement.setObject(index, new BigInteger(Long.toUnsignedString(id.value())));
    }

    static AccountId get(ResultSet row, int column) throws SQLException {
        return new AccountId(row.getObject(column, BigInteger.class).longValue());
    }
}

package dev.scalingstages.workload.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * Connections with credentials that may be rotated: when the server refuses the known ones, they are read again and
 * tried once more.
 */
final class RefreshingDataSource extends MariaDbDataSource {
    private static final int ACCESS_DENIED = 1045;

    private final Supplier<Credentials> source;
    private Credentials known;

    RefreshingDataSource(String url, Supplier<Credentials> source) throws SQLException {
        super(url);
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Credentials first = known();
        try {
            return getConnection(first.user(), first.password());
        } catch (SQLException refused) {
            if (refused.getErrorCode() != ACCESS_DENIED) {
                throw refused;
            }
            Credentials second = newerThan(first);
            // While a rotation is under way the old ones may still be all there are. Refused again, they would count
            // twice as an attempt to break in.
            if (second.equals(first)) {
                throw refused;
            }
            return getConnection(second.user(), second.password());
        }
    }

    private synchronized Credentials known() {
        if (known == null) {
            known = source.get();
        }
        return known;
    }

    /** Of several connections that were refused at once, the first reads the source, the others find what it read. */
    private synchronized Credentials newerThan(Credentials refused) {
        if (refused.equals(known)) {
            known = source.get();
        }
        return known;
    }
}

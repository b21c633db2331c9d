package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Sessions in one database. While they move away, none starts or ends here; they can still be found. */
public final class MySqlSessions implements Sessions {
    private static final String FENCE = "sessions";
    private static final String START =
            "REPLACE INTO sessions (token_hash, account_id, display_name, expires_at) VALUES (?, ?, ?, ?)";
    private static final String FIND =
            "SELECT account_id, display_name, expires_at FROM sessions WHERE token_hash = ? AND expires_at > ?";
    private static final String END = "DELETE FROM sessions WHERE token_hash = ?";
    static final String DELETE_EXPIRED = "DELETE FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";

    /** Few enough that the locks of one slice are held for milliseconds. */
    private static final int SLICE = 1000;

    private final Database database;
    private final InstantSource clock;

    /**
     * @param database the primary, or replicas where sessions are only looked for
     */
    public MySqlSessions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void start(TokenHash token, Session session) {
        database.transaction(connection -> {
            Fence.passTable(connection, FENCE);
            try (PreparedStatement start = connection.prepareStatement(START)) {
                start.setBytes(1, token.bytes());
                Unsigned.set(start, 2, session.account());
                start.setString(3, session.displayName());
                start.setObject(4, utc(session.expiresAt()));
                return start.executeUpdate();
            }
        });
    }

    @Override
    public Optional<Session> find(TokenHash token) {
        return database.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIND)) {
                query.setBytes(1, token.bytes());
                query.setObject(2, utc(clock.instant()));
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(session(row)) : Optional.empty();
                }
            }
        });
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                Unsigned.get(row, 1),
                row.getString(2),
                row.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }

    @Override
    public void end(TokenHash token) {
        database.transaction(connection -> {
            Fence.passTable(connection, FENCE);
            try (PreparedStatement end = connection.prepareStatement(END)) {
                end.setBytes(1, token.bytes());
                return end.executeUpdate();
            }
        });
    }

    /**
     * Deletes what has expired, in slices of 1,000.
     *
     * @return how many were deleted
     */
    public long deleteExpired() {
        LocalDateTime now = utc(clock.instant());
        long deleted = 0;
        int slice;
        do {
            slice = database.transaction(connection -> {
                Fence.passTable(connection, FENCE);
                try (PreparedStatement delete = connection.prepareStatement(DELETE_EXPIRED)) {
                    delete.setObject(1, now);
                    delete.setInt(2, SLICE);
                    return delete.executeUpdate();
                }
            });
            deleted += slice;
        } while (slice == SLICE);
        return deleted;
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}

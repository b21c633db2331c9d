package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Session;
import dev.scalingstages.workload.content.Sessions;
import dev.scalingstages.workload.content.TokenHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sessions in one database. While they move away, none starts or ends here; they can still be found. */
public final class MySqlSessions implements Sessions {
    private static final String FENCE = "sessions";
    private static final String START =
            "REPLACE INTO sessions (token_hash, account_id, display_name, expires_at) VALUES (?, ?, ?, ?)";
    private static final String FIND =
            "SELECT account_id, display_name, expires_at FROM sessions WHERE token_hash = ? AND expires_at > ?";
    private static final String END = "DELETE FROM sessions WHERE token_hash = ?";
    static final String SOME = "SELECT token_hash FROM sessions WHERE account_id = ? AND token_hash <> ? LIMIT ?";
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

    @Override
    public List<TokenHash> endBatch(AccountId account, TokenHash except, int most) {
        return database.transaction(connection -> {
            Fence.passTable(connection, FENCE);
            List<TokenHash> some = some(connection, account, except, most);
            try (PreparedStatement end = connection.prepareStatement(END)) {
                for (TokenHash token : some) {
                    end.setBytes(1, token.bytes());
                    end.addBatch();
                }
                end.executeBatch();
            }
            return some;
        });
    }

    /** Some sessions of an account, also such as have expired. */
    List<TokenHash> some(AccountId account, TokenHash except, int most) {
        return database.run(connection -> some(connection, account, except, most));
    }

    private static List<TokenHash> some(Connection connection, AccountId account, TokenHash except, int most)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SOME)) {
            Unsigned.set(query, 1, account);
            query.setBytes(2, except.bytes());
            query.setInt(3, most);
            try (ResultSet row = query.executeQuery()) {
                List<TokenHash> some = new ArrayList<>();
                while (row.next()) {
                    some.add(TokenHash.ofBytes(row.getBytes(1)));
                }
                return some;
            }
        }
    }

    /**
     * Deletes expired sessions, in slices of 1,000.
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

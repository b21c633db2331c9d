package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.Accounts;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Accounts in one database. When they move away, a new one is refused as unavailable. */
public final class MySqlAccounts implements Accounts {
    private static final String INSERT = """
            INSERT INTO accounts (account_id, email, display_name, password_hash, created_at)
            VALUES (?, ?, ?, ?, ?)
            """;
    private static final String FIND =
            "SELECT account_id, email, display_name, password_hash, created_at FROM accounts WHERE email = ?";

    private final Database database;

    /**
     * @param database the primary
     */
    public MySqlAccounts(Database database) {
        this.database = database;
    }

    @Override
    public Added add(Account account) {
        return database.transaction(connection -> {
            Fence.passTable(connection, "accounts");
            try {
                insert(connection, account);
                return Added.YES;
            } catch (SQLException e) {
                if (!Errors.isDuplicate(e)) {
                    throw e;
                }
                return find(connection, account.email()).isPresent() ? Added.EMAIL_TAKEN : Added.ID_TAKEN;
            }
        });
    }

    private static void insert(Connection connection, Account account) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Unsigned.set(insert, 1, account.id());
            insert.setString(2, account.email());
            insert.setString(3, account.displayName());
            insert.setBytes(4, account.passwordHash().getBytes(StandardCharsets.UTF_8));
            insert.setObject(5, LocalDateTime.ofInstant(account.createdAt(), ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    @Override
    public Optional<Account> findByEmail(String email) {
        return database.run(connection -> find(connection, email));
    }

    private static Optional<Account> find(Connection connection, String email) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            query.setString(1, email);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(account(row)) : Optional.empty();
            }
        }
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                Unsigned.get(row, 1),
                row.getString(2),
                row.getString(3),
                new String(row.getBytes(4), StandardCharsets.UTF_8),
                row.getObject(5, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }
}

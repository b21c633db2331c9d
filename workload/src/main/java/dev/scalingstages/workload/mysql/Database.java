package dev.scalingstages.workload.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.scalingstages.workload.content.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * One database server: a pool of connections to it, and what its errors mean. A server that does not answer fails a
 * request within two seconds where there is no connection, and within {@link DatabaseSettings#patience} where there was
 * one. The pool needs no server to start, and finds it again by itself after a restart.
 *
 * <p>Its methods throw {@link UnavailableException} when the server does not answer, is busy or refuses to sign in, and
 * {@link IllegalStateException} for an error that trying again would not mend.
 */
public final class Database implements AutoCloseable {
    /** Connections are replaced, so that a load balancer spreads them over replicas that came later. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

    /** Deadlocks are rare: writers lock their rows in one order. Those that remain are gone at the next try. */
    private static final int TRIES_AT_DEADLOCK = 3;

    /** Behind a replica that died there is another one. Half of the pool's connections may have led to the dead one. */
    private static final int TRIES_AT_LOSS = 4;

    private final String name;
    private final boolean readOnly;
    private final HikariDataSource pool;
    private final Semaphore turns;
    private final Duration wait;

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does the work. It may be called again after a failure. */
        T with(Connection connection) throws SQLException;
    }

    /** Makes the pool, without waiting for the server. */
    public Database(DatabaseSettings settings) {
        this.name = settings.host() + ":" + settings.port();
        this.readOnly = settings.readOnly();
        this.pool = new HikariDataSource(pool(settings));
        this.turns = new Semaphore(settings.connections(), true);
        this.wait = settings.waitForConnection();
    }

    private static HikariConfig pool(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(settings.schema() + "@" + settings.host());
        try {
            config.setDataSource(new RefreshingDataSource(settings.url(), settings.credentials()));
        } catch (SQLException e) {
            throw new IllegalArgumentException("no database can be at " + settings.host(), e);
        }
        config.setMaximumPoolSize(settings.connections());
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(settings.idleConnections());
        config.setConnectionTimeout(settings.waitForConnection().toMillis());
        config.setValidationTimeout(settings.waitForConnection().toMillis());
        config.setMaxLifetime(LONGEST_LIFE.toMillis());
        config.setReadOnly(settings.readOnly());
        // Every query reads by key, and what two of them must agree on is locked. Without it, locks on gaps between
        // keys would make writers of one bucket wait for each other.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setExceptionOverride(new DropReadOnly());
        return config;
    }

    /** After a failover a connection may lead to a server that only reads; then the pool must dial again. */
    private static final class DropReadOnly implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return Errors.isReadOnly(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }

    /**
     * Does work whose statements are independent of each other. Work that only reads is repeated when its connection
     * breaks.
     */
    public <T> T run(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return inTurn(work);
            } catch (SQLException e) {
                if (!readOnly || !Errors.isLoss(e) || tries == TRIES_AT_LOSS) {
                    throw Errors.translate(name, e);
                }
            }
        }
    }

    /** Does work in one transaction: all of it or nothing. After a deadlock the work is repeated. */
    public <T> T transaction(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return inTurn(connection -> inTransaction(connection, work));
            } catch (SQLException e) {
                if (!Errors.isDeadlock(e) || tries == TRIES_AT_DEADLOCK) {
                    throw Errors.translate(name, e);
                }
            }
        }
    }

    /**
     * By its own statements: to switch the connection's mode there and back is one round trip more for each transaction.
     */
    private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "START TRANSACTION");
        try {
            T result = work.with(connection);
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException lost) {
                // Nobody may get a connection on which a transaction may be open.
                pool.evictConnection(connection);
                e.addSuppressed(lost);
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Callers are served in the order in which they come. The pool alone would let some wait in vain while others come
     * and go.
     */
    private <T> T inTurn(Work<T> work) throws SQLException {
        try {
            if (!turns.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException("the database at " + name + " is busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the database at " + name, e);
        }
        try (Connection connection = pool.getConnection()) {
            return work.with(connection);
        } finally {
            turns.release();
        }
    }

    /**
     * Returns when the server answers, as readiness asks.
     *
     * @throws UnavailableException when it does not, with the reason
     */
    public void ask() {
        if (!run(connection -> connection.isValid((int) wait.toSeconds()))) {
            throw new UnavailableException("the database at " + name + " takes too long to answer");
        }
    }

    /** Whether the server answers. */
    public boolean answers() {
        try {
            ask();
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** The connections, for callers with their own transactions. They do not wait in turn. */
    public DataSource connections() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}

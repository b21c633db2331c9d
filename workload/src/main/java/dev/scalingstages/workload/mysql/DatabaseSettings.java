package dev.scalingstages.workload.mysql;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a database is and how to use it.
 *
 * @param connections how many at most, in one pool
 * @param credentials read when the first connection is made, and again whenever the database refuses them
 * @param readOnly whether the server is to refuse writes of this pool
 * @param patience how long a statement may take before its connection is given up; locks are waited for half as long
 */
public record DatabaseSettings(
        String host,
        int port,
        String schema,
        Tls tls,
        int connections,
        Supplier<Credentials> credentials,
        boolean readOnly,
        Duration patience) {
    /** A read by key takes about a millisecond; a request whose statement takes seconds has failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration MAINTENANCE_PATIENCE = Duration.ofMinutes(10);
    private static final int MAINTENANCE_CONNECTIONS = 10;

    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(1);

    /** A mover on a busy machine takes a second for its first connection, and nobody waits for it. */
    private static final Duration MAINTENANCE_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

    /** Settings with the patience of a request: four seconds. */
    public DatabaseSettings(
            String host,
            int port,
            String schema,
            Tls tls,
            int connections,
            Supplier<Credentials> credentials,
            boolean readOnly) {
        this(host, port, schema, tls, connections, credentials, readOnly, PATIENCE);
    }

    /** The same database for migrations and moves: few connections, with statements of up to ten minutes. */
    public DatabaseSettings forMaintenance() {
        return new DatabaseSettings(
                host, port, schema, tls, MAINTENANCE_CONNECTIONS, credentials, readOnly, MAINTENANCE_PATIENCE);
    }

    private boolean isForMaintenance() {
        return patience.equals(MAINTENANCE_PATIENCE);
    }

    /** How long to wait for a connection. */
    Duration waitForConnection() {
        return isForMaintenance() ? MAINTENANCE_WAIT_FOR_CONNECTION : WAIT_FOR_CONNECTION;
    }

    /** How many connections to hold ready: all for requests, and for maintenance, which mostly needs one, just that. */
    int idleConnections() {
        return isForMaintenance() ? 1 : connections;
    }

    /** The driver's address, with all options but the credentials. */
    String url() {
        return "jdbc:mariadb://%s:%d/%s?%s&connectTimeout=%d&socketTimeout=%d&sessionVariables=%s"
                .formatted(host, port, schema, tls.options(), CONNECT.toMillis(), patience.toMillis(), variables());
    }

    /** Strict, so that no value is stored cut; and no wait for a lock outlives the connection. */
    private String variables() {
        return "sql_mode='STRICT_ALL_TABLES',innodb_lock_wait_timeout=" + Math.max(1, patience.toSeconds() / 2);
    }
}

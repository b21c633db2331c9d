package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.servers.MariaDbServer;
import dev.scalingstages.workload.servers.SharedMariaDb;
import java.nio.file.Path;

/** Settings for databases of real servers, and schemas of the shared one. */
public final class TestDatabases {
    private static final int CONNECTIONS = 8;

    private TestDatabases() {}

    /** A schema of a server, as the service uses it. */
    public static DatabaseSettings settings(MariaDbServer server, String schema) {
        return settings(server.port(), server.authority(), schema);
    }

    /** The same for a process that knows the server by its port and authority only. */
    public static DatabaseSettings settings(int port, Path authority, String schema) {
        return new DatabaseSettings(
                "127.0.0.1",
                port,
                schema,
                new Tls.Required(authority, true),
                CONNECTIONS,
                () -> new Credentials(MariaDbServer.APPLICATION, MariaDbServer.APPLICATION_PASSWORD),
                false);
    }

    /** A port of this machine at which nobody listens. */
    static DatabaseSettings nobody() {
        return new DatabaseSettings(
                "127.0.0.1", 1, "none", new Tls.Off(), 2, () -> new Credentials("nobody", "none"), false);
    }

    /** The settings of a new schema of the shared server, with its tables. */
    public static DatabaseSettings newSchema(Migrations.Kind kind) {
        DatabaseSettings settings = settings(SharedMariaDb.server(), SharedMariaDb.newSchema());
        Migrations.apply(settings, kind);
        return settings;
    }

    /** A new schema of the shared server, with its tables. */
    public static Database open(Migrations.Kind kind) {
        return new Database(newSchema(kind));
    }
}

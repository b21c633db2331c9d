package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of a database, made and changed step by step. Servers that start at once wait for each other; a step that
 * was interrupted is repeated, so each is written so that running it twice does no harm.
 */
public final class Migrations {
    /** The kinds of databases, by the tables that they hold. */
    public enum Kind {
        /** The first database, which is shard 1 later: all tables, with every bucket. */
        FIRST(true, "classpath:db/common", "classpath:db/content", "classpath:db/accounts", "classpath:db/likes"),
        /** A further shard: content, with no bucket until one is moved to it. */
        SHARD(false, "classpath:db/common", "classpath:db/content"),
        /** Accounts and sessions in a separate database. */
        ACCOUNTS(false, "classpath:db/common", "classpath:db/accounts");

        private final boolean held;
        private final String[] locations;

        Kind(boolean held, String... locations) {
            this.held = held;
            this.locations = locations;
        }
    }

    private Migrations() {}

    /**
     * Brings a database up to date.
     *
     * @throws UnavailableException when it does not answer
     * @throws IllegalStateException when it cannot be brought up to date
     */
    public static void apply(DatabaseSettings settings, Kind kind) {
        try (Database database = new Database(settings.forMaintenance())) {
            // Flyway does not distinguish a server that is away from a step that is wrong; this does.
            database.run(connection -> connection.isValid(1));
            Flyway.configure()
                    .dataSource(database.connections())
                    .locations(kind.locations)
                    .placeholders(Map.of("held", Boolean.toString(kind.held)))
                    // The folders share one sequence of numbers, and a database need not have them all.
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("cannot bring the database at " + settings.host() + " up to date", e);
        }
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One MariaDB server for all test classes of a JVM, which leave it running and each use schemas of their own. A test
 * that kills a server starts one for itself.
 */
public final class SharedMariaDb {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private SharedMariaDb() {}

    private static final class Holder {
        static final MariaDbServer SERVER = start();
    }

    private static MariaDbServer start() {
        try {
            MariaDbCluster cluster = MariaDbCluster.start(0);
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster.primary();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The server. */
    public static MariaDbServer server() {
        return Holder.SERVER;
    }

    /** Makes an empty schema that nobody else uses, and returns its name. */
    public static String newSchema() {
        String name = "test_" + SCHEMAS.incrementAndGet();
        try {
            server().createSchema(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }
}

package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A MariaDB primary and its read-only replicas, which stand for RDS and its read replicas. */
public final class MariaDbCluster implements AutoCloseable {
    private final TestCertificate tls;
    private final List<MariaDbServer> servers = new ArrayList<>();

    private MariaDbCluster(TestCertificate tls) {
        this.tls = tls;
    }

    /** Starts them, all at the same time, and waits until they answer and replicate. */
    public static MariaDbCluster start(int replicas) throws IOException, InterruptedException, SQLException {
        MariaDbCluster cluster = new MariaDbCluster(TestCertificate.create());
        try {
            cluster.launch(replicas);
            return cluster;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(int replicas) throws IOException, InterruptedException, SQLException {
        servers.add(MariaDbServer.launch(tls, 1, List.of()));
        for (int i = 0; i < replicas; i++) {
            servers.add(MariaDbServer.launch(tls, i + 2, List.of("--read-only=ON")));
        }
        for (MariaDbServer server : servers) {
            server.awaitReady();
        }
        for (MariaDbServer replica : replicas()) {
            replica.replicateFrom(primary());
        }
    }

    public MariaDbServer primary() {
        return servers.getFirst();
    }

    public List<MariaDbServer> replicas() {
        return servers.subList(1, servers.size());
    }

    /** Waits until each replica has applied all that the primary has committed so far. */
    public void awaitReplication(Duration limit) throws SQLException {
        for (MariaDbServer replica : replicas()) {
            awaitReplication(limit, replica);
        }
    }

    /** The same for one replica. */
    public void awaitReplication(Duration limit, MariaDbServer replica) throws SQLException {
        String position = value(primary(), "SELECT @@gtid_binlog_pos");
        String wait = "SELECT MASTER_GTID_WAIT('%s', %d)".formatted(position, limit.toSeconds());
        if (!"0".equals(value(replica, wait))) {
            throw new SQLException("replica did not reach " + position + ": " + replicationState(replica));
        }
    }

    private static String value(MariaDbServer server, String query) throws SQLException {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Map<String, String> replicationState(MariaDbServer replica) throws SQLException {
        try (Connection connection = replica.connect("");
                Statement statement = connection.createStatement();
                ResultSet status = statement.executeQuery("SHOW SLAVE STATUS")) {
            status.next();
            return Map.of(
                    "io error", status.getString("Last_IO_Error"),
                    "sql error", status.getString("Last_SQL_Error"),
                    "position", status.getString("Gtid_IO_Pos"));
        }
    }

    @Override
    public void close() {
        servers.reversed().forEach(MariaDbServer::close);
        tls.close();
    }
}

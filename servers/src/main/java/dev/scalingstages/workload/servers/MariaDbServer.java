package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One MariaDB server from Debian's package that takes TLS connections only and writes a GTID binary log. */
public final class MariaDbServer implements AutoCloseable {
    /** Another address of the server, which its certificate does not name. */
    public static final String OTHER_HOST = "127.0.0.2";

    /** Who may do everything, also write to a replica. */
    public static final String ADMIN = "admin";

    public static final String ADMIN_PASSWORD = "admin-password";

    /** Whom the service signs in as. Like the administrator of RDS, it may not write to a replica. */
    public static final String APPLICATION = "application";

    public static final String APPLICATION_PASSWORD = "application-password";

    private static final String REPLICATION = "replication";
    private static final String REPLICATION_PASSWORD = "replication-password";

    /** As production is set: what is committed outlives the machine. Later options win. For measurements. */
    private static final List<String> DURABLE = List.of(
            "--innodb-flush-log-at-trx-commit=1",
            "--sync-binlog=1",
            "--innodb-flush-method=fsync",
            "--innodb-doublewrite=1");

    private final ServerDirectory directory;
    private final Path authority;
    private final int port;
    private final List<String> command;
    private ServerProcess process;

    private MariaDbServer(ServerDirectory directory, Path authority, int port, List<String> command)
            throws IOException {
        this.directory = directory;
        this.authority = authority;
        this.port = port;
        this.command = command;
        this.process = launch();
    }

    /** Launches a server without waiting for it; extra options are those of {@code mariadbd}. */
    static MariaDbServer launch(TestCertificate tls, int serverId, List<String> options)
            throws IOException, InterruptedException {
        Path template = MariaDbTemplate.get();
        ServerDirectory directory = ServerDirectory.create("mariadb-" + serverId, MariaDbTemplate.USER);
        try {
            directory.copyTree(template, "data");
            for (Path file : List.of(tls.authority(), tls.certificate(), tls.key())) {
                directory.copy(file);
            }
            directory.write("init.sql", accounts());
            int port = FreePort.next();
            List<String> command = new ArrayList<>(command(directory, port, serverId));
            command.addAll(options);
            if (Boolean.getBoolean("servers.durable")) {
                command.addAll(DURABLE);
            }
            return new MariaDbServer(directory, tls.authority(), port, MariaDbTemplate.USER.command(command));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private ServerProcess launch() throws IOException {
        return ServerProcess.launch("mariadbd", directory, command, Map.of());
    }

    /**
     * The accounts stay out of the binary log: each server makes its own, so GTIDs come from the primary alone. The
     * server takes one statement a line.
     */
    private static String accounts() {
        return """
            SET SESSION sql_log_bin = 0;
            CREATE USER IF NOT EXISTS '%1$s'@'127.0.0.1' IDENTIFIED BY '%2$s';
            GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'127.0.0.1' WITH GRANT OPTION;
            CREATE USER IF NOT EXISTS '%3$s'@'127.0.0.1' IDENTIFIED BY '%4$s' REQUIRE SSL;
            GRANT REPLICATION SLAVE ON *.* TO '%3$s'@'127.0.0.1';
            CREATE USER IF NOT EXISTS '%5$s'@'127.0.0.1' IDENTIFIED BY '%6$s' REQUIRE SSL;
            GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, PROCESS ON *.* \
            TO '%5$s'@'127.0.0.1';
            """.formatted(
                        ADMIN, ADMIN_PASSWORD, REPLICATION, REPLICATION_PASSWORD, APPLICATION, APPLICATION_PASSWORD);
    }

    /**
     * What is committed outlives the server when it is killed; it need not outlive the machine, so nothing is synced.
     */
    private static List<String> command(ServerDirectory directory, int port, int serverId) {
        return List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                // A server that starts removes temporary tables from its folder: those of others, if it is the same.
                "--tmpdir=" + directory.path(),
                "--init-file=" + directory.resolve("init.sql"),
                "--bind-address=" + FreePort.HOST + "," + OTHER_HOST,
                "--port=" + port,
                "--server-id=" + serverId,
                "--require-secure-transport=ON",
                "--ssl-ca=" + directory.resolve("ca.crt"),
                "--ssl-cert=" + directory.resolve("server.crt"),
                "--ssl-key=" + directory.resolve("server.key"),
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--log-slave-updates=ON",
                "--gtid-strict-mode=ON",
                "--skip-slave-start",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_ci",
                "--sync-binlog=0",
                "--innodb-log-file-size=4M",
                "--innodb-buffer-pool-size=32M",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-flush-method=nosync",
                "--innodb-doublewrite=0",
                "--performance-schema=OFF");
    }

    void awaitReady() throws IOException, InterruptedException {
        process.await(() -> connect("").close());
    }

    /** Starts GTID replication from the primary, over TLS with the primary's certificate checked. */
    void replicateFrom(MariaDbServer primary) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute(("CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%s',"
                            + " MASTER_PASSWORD='%s', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1,"
                            + " MASTER_SSL=1, MASTER_SSL_CA='%s', MASTER_SSL_VERIFY_SERVER_CERT=1")
                    .formatted(
                            FreePort.HOST,
                            primary.port,
                            REPLICATION,
                            REPLICATION_PASSWORD,
                            directory.resolve("ca.crt")));
            statement.execute("START SLAVE");
        }
    }

    public int port() {
        return port;
    }

    /** The certificate authority that a client must trust. */
    public Path authority() {
        return authority;
    }

    public String jdbcUrl(String database) {
        return "jdbc:mariadb://%s:%d/%s?sslMode=verify-full&serverSslCert=%s"
                .formatted(FreePort.HOST, port, database, authority);
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), ADMIN, ADMIN_PASSWORD);
    }

    /** Ends the server at once, as a crash would. */
    public void kill() {
        process.kill();
    }

    /** Ends the server in an orderly way. */
    public void stop() {
        process.close();
    }

    /** Starts a server that was killed or stopped, with its port and data, and waits until it answers. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch();
        awaitReady();
    }

    /** Makes an empty schema. */
    public void createSchema(String name) throws SQLException {
        execute("CREATE DATABASE " + name);
    }

    /** Makes a replica stop applying what the primary does, so that it lags until {@link #goOn}. */
    public void lag() throws SQLException {
        execute("STOP SLAVE SQL_THREAD");
    }

    /** Ends {@link #lag}. */
    public void goOn() throws SQLException {
        execute("START SLAVE SQL_THREAD");
    }

    /** Makes a replica apply everything late by some seconds; zero ends that. */
    public void delay(int seconds) throws SQLException {
        execute("STOP SLAVE", "CHANGE MASTER TO MASTER_DELAY = " + seconds, "START SLAVE");
    }

    /** Runs statements as the administrator. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
        directory.close();
    }
}

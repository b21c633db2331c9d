package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A MariaDB server, which stands for a DB instance of RDS: one address for clients, and one of the loopback range for
 * its replicas and for this program.
 */
final class MariaDb {
    private static final String ADMINISTRATOR = "rdsadmin";
    private static final int START_SECONDS = 60;

    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Path folder;
    private final String address;
    private final String loopback;
    private final int port;
    private final List<String> command;
    private Process process;
    private boolean follows;

    /**
     * What a server is started with.
     *
     * @param number unique among servers, from 1 on
     * @param settings MariaDB's own, from the parameter group
     */
    record Setup(
            int number, String address, int port, Authority.Issued tls, Path authority, Map<String, String> settings) {}

    private MariaDb(Path folder, Setup setup, List<String> command) {
        this.folder = folder;
        this.address = setup.address();
        this.loopback = loopback(setup.number());
        this.port = setup.port();
        this.command = command;
    }

    /** As whom it runs: MariaDB's own user in place of root. */
    static String user() {
        return IS_ROOT ? "mysql" : System.getProperty("user.name");
    }

    private static String loopback(int number) {
        return "127.77.%d.%d".formatted(number / 250, number % 250 + 1);
    }

    /** Starts an empty server in a new folder, from a copy of prepared system tables. */
    static MariaDb start(Path folder, Path systemTables, Setup setup) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("tmp"));
        Commands.run(List.of(
                "cp",
                "-a",
                "--reflink=auto",
                systemTables.toString(),
                folder.resolve("data").toString()));
        Files.writeString(folder.resolve("init.sql"), """
            SET SESSION sql_log_bin = 0;
            CREATE USER IF NOT EXISTS '%1$s'@'127.%%' IDENTIFIED BY '%1$s';
            GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'127.%%' WITH GRANT OPTION;
            """.formatted(ADMINISTRATOR));
        if (IS_ROOT) {
            Commands.run(List.of("chown", "-R", "mysql:mysql", folder.toString()));
        }
        MariaDb server = new MariaDb(folder, setup, command(folder, setup));
        try {
            server.launch();
            return server;
        } catch (IOException | InterruptedException e) {
            if (server.process != null) {
                server.process.destroyForcibly();
            }
            throw e;
        }
    }

    private static List<String> command(Path folder, Setup setup) {
        List<String> command = new ArrayList<>(List.of(
                "mariadbd",
                "--no-defaults",
                "--user=" + user(),
                "--datadir=" + folder.resolve("data"),
                // Names of temporary files have process ids, which servers in different namespaces share.
                "--tmpdir=" + folder.resolve("tmp"),
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--log-error=" + folder.resolve("error.log"),
                "--init-file=" + folder.resolve("init.sql"),
                "--bind-address=" + setup.address() + "," + loopback(setup.number()),
                "--port=" + setup.port(),
                "--server-id=" + setup.number(),
                "--ssl-ca=" + setup.authority(),
                "--ssl-cert=" + setup.tls().certificate(),
                "--ssl-key=" + setup.tls().key(),
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--log-slave-updates=ON",
                "--gtid-strict-mode=ON",
                "--skip-slave-start",
                "--skip-name-resolve",
                "--performance-schema=OFF",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-log-file-size=8M",
                "--innodb-buffer-pool-size=48M"));
        setup.settings().forEach((name, value) -> command.add("--" + name.replace('_', '-') + "=" + value));
        return List.copyOf(command);
    }

    private void launch() throws IOException, InterruptedException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Connection connection = connect("")) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("MariaDB at " + address + " does not start: " + log(), e);
                }
            }
            Thread.sleep(50);
        }
    }

    private String log() throws IOException {
        Path log = folder.resolve("error.log");
        String text = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        return text.substring(Math.max(0, text.length() - 2000));
    }

    /** A connection of this program, over the loopback range. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://%s:%d/%s?sslMode=trust&connectTimeout=2000".formatted(loopback, port, database),
                ADMINISTRATOR,
                ADMINISTRATOR);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The account that a template names, with what RDS gives a master user, and its first schema. */
    void prepare(String user, String password, String schema) throws SQLException {
        List<String> statements = new ArrayList<>();
        if (!schema.isEmpty()) {
            statements.add("CREATE DATABASE IF NOT EXISTS `" + schema + "`");
        }
        statements.add("CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY %s".formatted(user, literal(password)));
        statements.add("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER,"
                + " SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW,"
                + " CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER, REPLICATION CLIENT"
                + " ON *.* TO '%s'@'%%' WITH GRANT OPTION".formatted(user));
        execute(statements.toArray(String[]::new));
    }

    void setPassword(String user, String password) throws SQLException {
        execute("ALTER USER '%s'@'%%' IDENTIFIED BY %s".formatted(user, literal(password)));
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Becomes a replica that takes no writes but those of its source, from the beginning of the source's log. */
    void follow(MariaDb source) throws SQLException {
        execute(
                "SET GLOBAL read_only = ON",
                ("CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%4$s', MASTER_PASSWORD='%4$s',"
                                + " MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_SSL=1,"
                                + " MASTER_SSL_VERIFY_SERVER_CERT=0")
                        .formatted(source.loopback, source.port, "", ADMINISTRATOR),
                "START SLAVE");
        follows = true;
    }

    /** Stops to follow, and takes writes: what RDS does when the source's name leaves the template. */
    void promote() throws SQLException {
        execute("STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
        follows = false;
    }

    /** Makes a replica stop applying what its source does, or go on. */
    void lag(boolean lags) throws SQLException {
        execute((lags ? "STOP" : "START") + " SLAVE SQL_THREAD");
    }

    /** How many seconds a replica is behind; -1 when it does not follow. */
    long secondsBehind() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet status = statement.executeQuery("SHOW SLAVE STATUS")) {
            if (!status.next() || status.getString("Seconds_Behind_Master") == null) {
                return -1;
            }
            return status.getLong("Seconds_Behind_Master");
        }
    }

    /** Ends at once and starts again, as a fail-over to the standby does: what is committed is there. */
    void failOver(long downMilliseconds) throws IOException, InterruptedException, SQLException {
        kill();
        Thread.sleep(downMilliseconds);
        launch();
        if (follows) {
            execute("SET GLOBAL read_only = ON", "START SLAVE");
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}

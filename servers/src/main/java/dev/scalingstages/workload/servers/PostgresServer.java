package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server from Debian's package, which stands for Redshift: its SQL is near, its wire protocol the same.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "warehouse";
    public static final String PASSWORD = "warehouse-password";

    /** Where Debian keeps its versions, each in a folder of its number. */
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final ServerDirectory directory;
    private final int port;
    private final ServerProcess process;

    private PostgresServer(ServerDirectory directory, int port, ServerProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    public static PostgresServer start() throws IOException, InterruptedException {
        OsUser user = OsUser.insteadOfRoot("postgres");
        ServerDirectory directory = ServerDirectory.create("postgres", user);
        try {
            Path data = directory.resolve("data");
            Path password = directory.write("password", PASSWORD);
            Command.run(user.command(List.of(
                    bin("initdb"),
                    "--no-sync",
                    "--no-instructions",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--auth=scram-sha-256",
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--pgdata=" + data)));
            int port = FreePort.next();
            ServerProcess process = ServerProcess.launch(
                    "postgres", directory, user.command(command(data, directory.path(), port)), Map.of());
            process.await(() -> connect(port, "postgres").close());
            return new PostgresServer(directory, port, process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Durability is off: the data lives as long as one test. */
    private static List<String> command(Path data, Path sockets, int port) throws IOException {
        return List.of(
                bin("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=" + FreePort.HOST,
                "-c",
                "unix_socket_directories=" + sockets,
                "-c",
                "fsync=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "max_connections=50");
    }

    /** A program of the newest version. */
    private static String bin(String name) throws IOException {
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            Path newest = versions.max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow(() -> new IOException("no PostgreSQL in " + VERSIONS));
            return newest.resolve("bin").resolve(name).toString();
        }
    }

    public String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    private static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://" + FreePort.HOST + ":" + port + "/" + database;
    }

    public Connection connect(String database) throws SQLException {
        return connect(port, database);
    }

    private static Connection connect(int port, String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(port, database), USER, PASSWORD);
    }

    long pid() {
        return process.pid();
    }

    /** PostgreSQL waits for its clients to leave on SIGTERM, and sends them away on SIGINT. */
    @Override
    public void close() {
        try {
            process.signal("INT");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.close();
            directory.close();
        }
    }
}

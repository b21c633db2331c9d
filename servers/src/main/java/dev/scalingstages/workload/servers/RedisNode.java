package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One Redis server of a {@link RedisCluster}: TLS only, and no access without a user's password. */
final class RedisNode implements AutoCloseable {
    private final ServerDirectory directory;
    private final Path authority;
    private final int port;
    private final int busPort;
    private final Path configuration;
    private ServerProcess process;

    private RedisNode(ServerDirectory directory, Path authority, int port, int busPort, Path configuration)
            throws IOException {
        this.directory = directory;
        this.authority = authority;
        this.port = port;
        this.busPort = busPort;
        this.configuration = configuration;
        this.process = launch();
    }

    /** Launches a node without waiting for it. */
    static RedisNode launch(TestCertificate tls) throws IOException {
        ServerDirectory directory = ServerDirectory.create("redis", OsUser.current());
        try {
            List<Integer> ports = FreePort.next(2);
            Path configuration = directory.write("redis.conf", text(tls, directory.path(), ports.get(0), ports.get(1)));
            return new RedisNode(directory, tls.authority(), ports.get(0), ports.get(1), configuration);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Launches it again after {@link #kill}: it remembers the cluster, and no data. */
    void relaunch() throws IOException {
        process.close();
        process = launch();
    }

    private ServerProcess launch() throws IOException {
        return ServerProcess.launch(
                "redis-server", directory, List.of("redis-server", configuration.toString()), Map.of());
    }

    private static String text(TestCertificate tls, Path directory, int port, int busPort) {
        return """
            bind %s
            port 0
            tls-port %d
            cluster-port %d
            tls-cert-file %s
            tls-key-file %s
            tls-ca-cert-file %s
            tls-auth-clients no
            tls-replication yes
            tls-cluster yes
            user default off
            user admin on >%8$s ~* &* +@all
            user %9$s on >%8$s %10$s
            user %11$s on >%8$s %12$s
            masteruser admin
            masterauth %8$s
            dir %7$s
            save ""
            appendonly no
            cluster-enabled yes
            cluster-node-timeout 2000
            # As ElastiCache does by default: one shard without a master leaves the others alone.
            cluster-require-full-coverage no
            repl-diskless-sync-delay 0
            """.formatted(
                        FreePort.HOST,
                        port,
                        busPort,
                        tls.certificate(),
                        tls.key(),
                        tls.authority(),
                        directory,
                        RedisCluster.PASSWORD,
                        RedisCluster.USER,
                        RedisCluster.ACCESS,
                        RedisCluster.READER,
                        RedisCluster.READER_ACCESS);
    }

    void awaitReady() throws IOException, InterruptedException {
        process.await(() -> cli("PING"));
    }

    /** Runs one command by redis-cli as the administrator, so that the servers need no client library. */
    String cli(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "redis-cli",
                "-e",
                "--tls",
                "--cacert",
                authority.toString(),
                "-h",
                FreePort.HOST,
                "-p",
                Integer.toString(port),
                "--user",
                "admin",
                "--pass",
                RedisCluster.PASSWORD,
                "--no-auth-warning"));
        Collections.addAll(command, arguments);
        return Command.run(command).strip();
    }

    void meet(RedisNode other) throws IOException, InterruptedException {
        cli("CLUSTER", "MEET", FreePort.HOST, Integer.toString(other.port), Integer.toString(other.busPort));
    }

    String id() throws IOException, InterruptedException {
        return cli("CLUSTER", "MYID");
    }

    String log() throws IOException {
        return process.logTail();
    }

    int port() {
        return port;
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        process.signal(name);
    }

    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.kill();
        process.close();
        directory.close();
    }
}

package dev.scalingstages.rehearsal.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One Redis server of a cluster. Clients come by a {@link CacheFront} on the same address; other nodes by the ports
 * that the front does not guard.
 */
final class CacheNode {
    /** Which users of Redis the front signs in as; what AWS proves by a token, it proves by this. */
    static final String PASSWORD = "rehearsal-cache";

    private static final int PLAIN_PORT = 26379;
    private static final int REPLICATION_PORT = 26380;
    private static final int BUS_PORT = 26381;
    private static final int START_SECONDS = 30;

    private final Path folder;
    private final String host;
    private final String address;
    private Process process;

    /**
     * A user of the template.
     *
     * @param name by which clients sign in
     * @param access its access string, such as {@code on ~* +@all}
     */
    record User(String name, String access) {}

    CacheNode(Path folder, String host, String address) {
        this.folder = folder;
        this.host = host;
        this.address = address;
    }

    String host() {
        return host;
    }

    String address() {
        return address;
    }

    void start(int port, Authority.Issued tls, Path authority, Collection<User> users, String policy)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        // One of this name that was deleted knew another cluster.
        Files.deleteIfExists(folder.resolve("nodes.conf"));
        StringBuilder text = new StringBuilder("""
            bind %1$s
            port %2$d
            tls-port %3$d
            cluster-port %4$d
            cluster-enabled yes
            cluster-announce-ip %1$s
            cluster-announce-hostname %12$s
            cluster-preferred-endpoint-type hostname
            cluster-announce-port %5$d
            cluster-announce-tls-port %3$d
            cluster-announce-bus-port %4$d
            cluster-node-timeout 2000
            cluster-require-full-coverage no
            tls-cert-file %6$s
            tls-key-file %7$s
            tls-ca-cert-file %8$s
            tls-auth-clients no
            tls-replication yes
            tls-cluster yes
            user default off
            user admin on >%9$s ~* &* +@all
            masteruser admin
            masterauth %9$s
            dir %10$s
            save ""
            appendonly no
            maxmemory 64mb
            maxmemory-policy %11$s
            repl-diskless-sync-delay 0
            repl-ping-replica-period 1
            """.formatted(
                        address,
                        PLAIN_PORT,
                        REPLICATION_PORT,
                        BUS_PORT,
                        port,
                        tls.certificate(),
                        tls.key(),
                        authority,
                        PASSWORD,
                        folder,
                        policy,
                        host));
        users.forEach(user -> text.append("user %s >%s %s%n".formatted(user.name(), PASSWORD, user.access())));
        Files.writeString(folder.resolve("redis.conf"), text);
        launch();
    }

    private void launch() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "redis-server", folder.resolve("redis.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                command("PING");
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(
                            "Redis at " + address + " does not start: "
                                    + Files.readString(folder.resolve("redis.log"), StandardCharsets.UTF_8),
                            e);
                }
            }
            Thread.sleep(30);
        }
    }

    /** Runs a command as the administrator. */
    String command(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "redis-cli",
                "-e",
                "-h",
                address,
                "-p",
                Integer.toString(PLAIN_PORT),
                "--user",
                "admin",
                "--pass",
                PASSWORD,
                "--no-auth-warning"));
        command.addAll(List.of(words));
        return Commands.run(command).strip();
    }

    void meet(CacheNode other) throws IOException, InterruptedException {
        command("CLUSTER", "MEET", other.address, Integer.toString(PLAIN_PORT), Integer.toString(BUS_PORT));
    }

    int plainPort() {
        return PLAIN_PORT;
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Starts it again after {@link #kill}: it remembers the cluster, and no data. */
    void startAgain() throws IOException, InterruptedException {
        process.waitFor();
        launch();
    }
}

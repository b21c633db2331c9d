package dev.scalingstages.rehearsal.services;

import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Network.Interface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The DB instances of the play, by their identifiers: MariaDB with real replication, in place of RDS for MySQL. */
public final class Databases implements AutoCloseable {
    private final Path folder;
    private final Network network;
    private final Authority authority;
    private final String region;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();
    private Path systemTables;

    public Databases(Path folder, Network network, Authority authority, String region) {
        this.folder = folder;
        this.network = network;
        this.authority = authority;
        this.region = region;
    }

    /**
     * A DB instance to create.
     *
     * @param identifier its name
     * @param subnetId where it is
     * @param source the identifier of the instance that it replicates
     * @param settings from its parameter group, those that are played
     */
    public record Wanted(
            String identifier,
            String subnetId,
            Collection<String> groupIds,
            int port,
            String user,
            String password,
            String schema,
            Optional<String> source,
            Map<String, String> settings) {}

    /** One that is there. */
    private record Instance(Wanted wanted, Interface at, MariaDb server) {}

    /** Whether there is an instance with an identifier. */
    public boolean exists(String identifier) {
        return instances.containsKey(identifier);
    }

    /** The name under which clients find an instance. */
    public String host(String identifier) {
        return identifier + ".c0rehearsal." + region + ".rds.amazonaws.com";
    }

    /** On which port clients find an instance. */
    public int port(String identifier) throws IOException {
        return instance(identifier).wanted().port();
    }

    /** The schema that an instance was created with, or empty text. */
    public String schema(String identifier) throws IOException {
        return instance(identifier).wanted().schema();
    }

    /** The identifiers of all instances. */
    public Set<String> identifiers() {
        return Set.copyOf(instances.keySet());
    }

    /** Creates an instance and returns when it answers; of one that fails nothing is left. */
    public void create(Wanted wanted) throws IOException, InterruptedException {
        int number = numbers.incrementAndGet();
        String host = host(wanted.identifier());
        Interface at = network.attach(wanted.identifier(), wanted.subnetId(), wanted.groupIds(), false);
        try {
            Authority.Issued tls = authority.issue(wanted.identifier(), List.of(host));
            MariaDb server = MariaDb.start(
                    Files.createDirectories(folder).resolve(wanted.identifier() + "-" + number),
                    systemTables(),
                    new MariaDb.Setup(
                            number, at.address(), wanted.port(), tls, authority.certificate(), wanted.settings()));
            instances.put(wanted.identifier(), new Instance(wanted, at, server));
            if (wanted.source().isPresent()) {
                server.follow(instance(wanted.source().get()).server());
            } else {
                server.prepare(wanted.user(), wanted.password(), wanted.schema());
            }
        } catch (SQLException e) {
            delete(wanted.identifier());
            throw new IOException(wanted.identifier() + ": " + e.getMessage(), e);
        } catch (IOException | InterruptedException e) {
            if (exists(wanted.identifier())) {
                delete(wanted.identifier());
            } else {
                network.detach(at);
            }
            throw e;
        }
        network.name(host, Set.of(at.address()));
    }

    private synchronized Path systemTables() throws IOException, InterruptedException {
        if (systemTables == null) {
            Path made = Files.createDirectories(folder).resolve("system-tables");
            Commands.run(List.of(
                    "mariadb-install-db",
                    "--no-defaults",
                    "--user=" + MariaDb.user(),
                    "--datadir=" + made,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--skip-name-resolve",
                    "--innodb-log-file-size=8M"));
            systemTables = made;
        }
        return systemTables;
    }

    private Instance instance(String identifier) throws IOException {
        Instance instance = instances.get(identifier);
        if (instance == null) {
            throw new IOException("DBInstance " + identifier + " not found");
        }
        return instance;
    }

    /** Gives an instance other security groups. */
    public void setGroups(String identifier, Collection<String> groupIds) throws IOException, InterruptedException {
        network.setGroups(instance(identifier).at(), groupIds);
    }

    /** Changes the master user's password. */
    public void setPassword(String identifier, String password) throws IOException {
        Instance of = instance(identifier);
        perform(of, () -> of.server().setPassword(of.wanted().user(), password));
    }

    /** Makes a replica an instance that takes writes. */
    public void promote(String identifier) throws IOException {
        perform(instance(identifier), instance(identifier).server()::promote);
    }

    /** Makes a replica lag, or ends that. */
    public void lag(String identifier, boolean lags) throws IOException {
        perform(instance(identifier), () -> instance(identifier).server().lag(lags));
    }

    /** How many seconds a replica is behind its source; -1 when it does not follow. */
    public long secondsBehind(String identifier) throws IOException {
        try {
            return instance(identifier).server().secondsBehind();
        } catch (SQLException e) {
            return -1;
        }
    }

    /** Loses the primary's host: the standby takes over after a time. */
    public void failOver(String identifier, long downMilliseconds) throws IOException, InterruptedException {
        try {
            instance(identifier).server().failOver(downMilliseconds);
        } catch (SQLException e) {
            throw new IOException(identifier + ": " + e.getMessage(), e);
        }
    }

    /** Ends an instance and its name. */
    public void delete(String identifier) throws IOException, InterruptedException {
        Instance gone = instances.remove(identifier);
        if (gone != null) {
            network.name(host(identifier), Set.of());
            gone.server().stop();
            network.detach(gone.at());
        }
    }

    private interface Work {
        void run() throws SQLException, IOException;
    }

    private static void perform(Instance on, Work work) throws IOException {
        try {
            work.run();
        } catch (SQLException e) {
            throw new IOException(on.wanted().identifier() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Instance instance : instances.values()) {
            try {
                instance.server().kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

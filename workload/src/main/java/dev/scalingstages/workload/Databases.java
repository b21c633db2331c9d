package dev.scalingstages.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.SecretsManagerCredentials;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.mysql.Credentials;
import dev.scalingstages.workload.mysql.CredentialsFile;
import dev.scalingstages.workload.mysql.Database;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.Migrations;
import dev.scalingstages.workload.mysql.Tls;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The databases that the configuration names. A server that may write brings the tables of each up to date before it
 * counts the database as available.
 */
final class Databases implements AutoCloseable {
    private final Configuration configuration;
    private final AwsClients aws;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<Opened> content = new ArrayList<>();
    private final Opened accounts;

    Databases(Configuration configuration, AwsClients aws, Clock clock, MeterRegistry meters) {
        this.configuration = configuration;
        this.aws = aws;
        this.clock = clock;
        this.meters = meters;
        for (Configuration.Database database : configuration.databases()) {
            boolean isFirst = content.isEmpty();
            String name = configuration.databases().size() == 1 ? "content" : "shard-" + (content.size() + 1);
            content.add(open(name, database, isFirst ? Migrations.Kind.FIRST : Migrations.Kind.SHARD));
        }
        this.accounts = isFederated()
                ? open("accounts", configuration.accounts().orElseThrow(), Migrations.Kind.ACCOUNTS)
                : content.getFirst();
    }

    /** Whether accounts have a separate database, and this server knows it. */
    boolean isFederated() {
        return configuration
                .accounts()
                .filter(database -> !database.equals(configuration.databases().getFirst()))
                .isPresent();
    }

    List<Database> content() {
        return content.stream().map(Opened::database).toList();
    }

    Database accounts() {
        return accounts.database();
    }

    private Opened open(String name, Configuration.Database database, Migrations.Kind kind) {
        DatabaseSettings settings = settings(database, configuration.replicas(), aws, clock);
        Opened opened =
                new Opened(name, settings, kind, configuration.accounts().isPresent());
        watch(name, (HikariDataSource) opened.database().connections());
        return opened;
    }

    /** The content shards again, for archives and moves: few connections and long timeouts. The caller closes them. */
    List<Database> contentForMaintenance() {
        return content.stream().map(Opened::forMaintenance).toList();
    }

    /**
     * Likewise, only the first shard, for work that runs beside the bucket moves and must not take their connections.
     */
    Database firstForMaintenance() {
        return content.getFirst().forMaintenance();
    }

    /** The accounts' database, with the same settings as {@link #contentForMaintenance}. */
    Database accountsForMaintenance() {
        return accounts.forMaintenance();
    }

    /**
     * The replicas of each shard, from shard 1 on, each by its own address: behind their load balancer they could not
     * be told apart. The caller closes them.
     *
     * @throws IllegalStateException when it is not known where they are
     */
    Map<Integer, List<Database>> replicasForMaintenance() {
        Map<Integer, List<Database>> replicas = new TreeMap<>();
        for (int shard = 1; shard <= content.size(); shard++) {
            List<Configuration.Database> known = configuration.shardReplicas().getOrDefault(shard, List.of());
            if (known.isEmpty()) {
                throw new IllegalStateException(
                        "SHARD_" + shard + "_REPLICA_HOSTS does not say where the replicas are, so"
                                + " nobody can see whether they follow: no bucket moves");
            }
            replicas.put(
                    shard,
                    known.stream()
                            .map(replica -> new Database(settings(replica, false, aws, clock)))
                            .toList());
        }
        return replicas;
    }

    /** How a database is signed in to. */
    static DatabaseSettings settings(Configuration.Database database, boolean replicas, AwsClients aws, Clock clock) {
        Tls tls = database.authorities().isPresent()
                // Replicas stand behind a load balancer and have certificates of their own names.
                ? new Tls.Required(database.authorities().get(), !replicas)
                : new Tls.Off();
        return new DatabaseSettings(
                database.host(),
                database.port(),
                database.name(),
                tls,
                database.connections(),
                credentials(database.credentials(), aws, clock),
                replicas);
    }

    private static Supplier<Credentials> credentials(
            Configuration.Credentials credentials, AwsClients aws, Clock clock) {
        return switch (credentials) {
            case Configuration.Credentials.Secret secret -> new SecretsManagerCredentials(aws, secret.arn(), clock);
            case Configuration.Credentials.InFile file -> new CredentialsFile(file.path());
        };
    }

    private void watch(String name, HikariDataSource pool) {
        Gauge.builder("database.busy", () -> pool.getHikariPoolMXBean().getActiveConnections())
                .tag("database", name)
                .register(meters);
        Gauge.builder("database.waiting", () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection())
                .tag("database", name)
                .register(meters);
    }

    /**
     * The databases that readiness checks. Of several shards one is enough: a server that starts while a shard is away
     * serves the buckets of the others.
     */
    List<Health.Dependency> dependencies() {
        boolean isOne = content.size() == 1;
        List<Health.Dependency> all = new ArrayList<>();
        content.forEach(shard -> all.add(new Health.Dependency(shard.name(), isOne, shard::ask)));
        if (!isOne) {
            all.add(new Health.Dependency("content", true, this::askAny));
        }
        if (isFederated()) {
            all.add(new Health.Dependency(accounts.name(), true, accounts::ask));
        }
        return all;
    }

    private void askAny() {
        if (content.stream().noneMatch(Opened::hasAnswered)) {
            throw new IllegalStateException("no shard answers");
        }
    }

    @Override
    public void close() {
        content.forEach(Opened::close);
        accounts.close();
    }

    /** A database, and whether its tables are up to date. */
    private static final class Opened implements AutoCloseable {
        private final String name;
        private final DatabaseSettings settings;
        private final Migrations.Kind kind;
        private final Database database;
        private volatile boolean isUpToDate;
        private volatile boolean hasAnswered;

        /**
         * Opens a connection pool; connecting may happen later.
         *
         * @param mayWrite whether to bring its tables up to date
         */
        Opened(String name, DatabaseSettings settings, Migrations.Kind kind, boolean mayWrite) {
            this.name = name;
            this.settings = settings;
            this.kind = kind;
            this.database = new Database(settings);
            this.isUpToDate = !mayWrite;
        }

        String name() {
            return name;
        }

        Database database() {
            return database;
        }

        Database forMaintenance() {
            return new Database(settings.forMaintenance());
        }

        boolean hasAnswered() {
            return hasAnswered;
        }

        void ask() {
            if (!isUpToDate) {
                Migrations.apply(settings, kind);
                isUpToDate = true;
            }
            database.ask();
            hasAnswered = true;
        }

        @Override
        public void close() {
            database.close();
        }
    }
}

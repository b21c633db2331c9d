package dev.scalingstages.workload.configuration;

import dev.scalingstages.workload.configuration.Configuration.Archive;
import dev.scalingstages.workload.configuration.Configuration.Aws;
import dev.scalingstages.workload.configuration.Configuration.Cache;
import dev.scalingstages.workload.configuration.Configuration.Credentials;
import dev.scalingstages.workload.configuration.Configuration.Database;
import dev.scalingstages.workload.configuration.Configuration.FileStore;
import dev.scalingstages.workload.configuration.Configuration.Listening;
import dev.scalingstages.workload.configuration.Configuration.Monitoring;
import dev.scalingstages.workload.configuration.Configuration.Warehouse;
import dev.scalingstages.workload.configuration.Configuration.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads a {@link Configuration} from the variables of {@code /etc/scaling-stages/environment}. */
final class ConfigurationReader {
    private static final List<String> SERVICES = List.of("DYNAMODB", "REDSHIFT_DATA", "S3", "SECRETS_MANAGER", "SQS");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

    /** MySQL's default; the templates set another one. */
    private static final int DATABASE_PORT = 3306;

    private static final String ACCOUNTS = "ACCOUNTS_DATABASE";

    private static final String CA_EXAMPLE = "/etc/scaling-stages/database-authorities.pem";

    private final Variables variables;

    ConfigurationReader(Map<String, String> environment) {
        this.variables = new Variables(environment);
    }

    Configuration read(List<String> arguments) {
        Set<Role> roles = roles(arguments);
        boolean writes = !roles.equals(Set.of(Role.READ_API));
        boolean replicas = !writes && variables.has("REPLICAS_HOST");
        List<Database> databases = databases(replicas);
        Configuration configuration = new Configuration(
                roles,
                listening(),
                new Monitoring(
                        variables.text("METRIC_NAMESPACE").orElse("scaling-stages"),
                        variables.text("SERVER_ROLE").orElse("local")),
                aws(),
                databases,
                replicas,
                roles.contains(Role.WORKER) ? shardReplicas(databases.size()) : Map.of(),
                writes ? Optional.of(accounts(databases.getFirst())) : Optional.empty(),
                shardMapTable(),
                variables.text("COUNTERS_TABLE"),
                cache(),
                files(writes),
                variables.text("WRITES_QUEUE_URL"),
                roles.contains(Role.WORKER) ? Optional.of(worker()) : Optional.empty());
        if (!variables.problems().isEmpty()) {
            throw new ConfigurationException(variables.problems());
        }
        return configuration;
    }

    private Set<Role> roles(List<String> arguments) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String argument : arguments) {
            Role.of(argument)
                    .ifPresentOrElse(
                            roles::add,
                            () -> variables.problem("The argument \"" + argument
                                    + "\" is no role: allowed are write-api, read-api and worker."));
        }
        if (arguments.isEmpty()) {
            variables.problem("No role is given: allowed are write-api, read-api and worker, such as: "
                    + "java -jar workload.jar write-api read-api.");
        }
        return Set.copyOf(roles);
    }

    private Listening listening() {
        int port = variables.port("LISTEN_PORT", 8080);
        int readPort = variables.port("READ_LISTEN_PORT", 8082);
        if (port == readPort) {
            variables.problem("LISTEN_PORT and READ_LISTEN_PORT are both " + port + ": they must differ.");
        }
        return new Listening(
                port,
                readPort,
                variables.number("REQUESTS_IN_FLIGHT", 256, 1, 10_000),
                Duration.ofSeconds(variables.number("DRAIN_SECONDS", 20, 0, 600)),
                variables.flag("READ_ONLY"));
    }

    private Aws aws() {
        Map<String, URI> endpoints = new HashMap<>();
        for (String service : SERVICES) {
            variables.address("AWS_ENDPOINT_" + service).ifPresent(address -> endpoints.put(service, address));
        }
        return new Aws(variables.text("AWS_REGION").orElse("us-east-1"), Map.copyOf(endpoints));
    }

    private List<Database> databases(boolean replicas) {
        int port = replicas
                ? variables.port("REPLICAS_PORT", DATABASE_PORT)
                : variables.port("DATABASE_PORT", DATABASE_PORT);
        if (!variables.has("SHARD_COUNT")) {
            String host = replicas
                    ? variables.needed("REPLICAS_HOST", "where the replicas are", "replicas.internal")
                    : variables.needed("DATABASE_HOST", "where the database is", "127.0.0.1");
            return List.of(database(host, port, "DATABASE"));
        }
        // 64 shards hold a hundred times as much as the plan asks for; more is a slip.
        return IntStream.rangeClosed(1, variables.number("SHARD_COUNT", 1, 1, 64))
                .mapToObj(shard -> shard(shard, replicas, port))
                .toList();
    }

    private Database shard(int shard, boolean replicas, int port) {
        String prefix = "SHARD_" + shard;
        return replicas
                ? database(
                        variables.needed("REPLICAS_HOST", "where the replicas are", "replicas.internal"),
                        variables.port(prefix + "_REPLICAS_PORT", port),
                        prefix)
                : database(
                        variables.needed(prefix + "_HOST", "where shard " + shard + " is", "shard.internal"),
                        variables.port(prefix + "_PORT", port),
                        prefix);
    }

    private Map<Integer, List<Database>> shardReplicas(int shards) {
        Map<Integer, List<Database>> replicas = new HashMap<>();
        for (int shard = 1; shard <= shards; shard++) {
            String prefix = "SHARD_" + shard;
            int port = variables.port(prefix + "_PORT", variables.port("DATABASE_PORT", DATABASE_PORT));
            List<Database> databases = variables.hosts(prefix + "_REPLICA_HOSTS", port).stream()
                    .map(at -> database(at.getHostString(), at.getPort(), prefix))
                    .map(Database::forOneCaller)
                    .toList();
            if (!databases.isEmpty()) {
                replicas.put(shard, databases);
            }
        }
        return Map.copyOf(replicas);
    }

    private Database accounts(Database content) {
        return variables
                .text("ACCOUNTS_DATABASE_HOST")
                .map(host -> database(
                        host,
                        variables.port("ACCOUNTS_DATABASE_PORT", variables.port("DATABASE_PORT", DATABASE_PORT)),
                        ACCOUNTS))
                .orElse(content);
    }

    private Database database(String host, int port, String prefix) {
        String name = variables.needed("DATABASE_NAME", "which database of the server", "scaling");
        Credentials credentials = variables.has("DATABASE_CREDENTIALS_FILE")
                ? new Credentials.InFile(variables.file(
                        "DATABASE_CREDENTIALS_FILE", "the credentials", "/etc/scaling-stages/database-credentials"))
                : new Credentials.Secret(variables.secretArn(prefix + "_SECRET_ARN"));
        int ofContent = variables.number("DATABASE_CONNECTIONS", 16, 1, 500);
        int connections = prefix.equals(ACCOUNTS)
                ? variables.number("ACCOUNTS_DATABASE_CONNECTIONS", ofContent, 1, 500)
                : ofContent;
        return new Database(host, port, name, credentials, authorities(host), connections);
    }

    private Optional<Path> authorities(String host) {
        String tls = variables.text("DATABASE_TLS").orElse("required");
        if (tls.equals("off")) {
            if (!LOOPBACK.contains(host)) {
                variables.problem("DATABASE_TLS is \"off\" for the host \"" + host
                        + "\": that is allowed for loopback addresses only, such as 127.0.0.1.");
            }
            return Optional.empty();
        }
        if (!tls.equals("required")) {
            variables.problem("DATABASE_TLS is \"" + tls + "\": allowed are required and off.");
        }
        return Optional.of(
                variables.file("DATABASE_CA_FILE", "the authorities that sign the database's certificate", CA_EXAMPLE));
    }

    private Optional<String> shardMapTable() {
        if (variables.number("SHARD_COUNT", 1, 1, 64) > 1) {
            return Optional.of(variables.needed("SHARD_MAP_TABLE", "which shard holds which bucket", "shard-map"));
        }
        return variables.text("SHARD_MAP_TABLE");
    }

    private Optional<Cache> cache() {
        return variables
                .text("CACHE_HOST")
                .map(host -> new Cache(
                        host,
                        variables.port("CACHE_PORT", 6379),
                        variables.needed("CACHE_USER", "the cache's user", "workload"),
                        variables.needed("CACHE_NAME", "the name of the cache", "scaling-stages-cache"),
                        optionalFile("CACHE_PASSWORD_FILE", "/etc/scaling-stages/cache-password"),
                        optionalFile("CACHE_CA_FILE", "/etc/scaling-stages/cache-authorities.pem")));
    }

    private Optional<Path> optionalFile(String name, String example) {
        return variables.has(name) ? Optional.of(variables.file(name, "", example)) : Optional.empty();
    }

    private FileStore files(boolean writes) {
        boolean onDisk = variables.has("FILES_DIRECTORY");
        if (onDisk && variables.has("CONTENT_BUCKET")) {
            variables.problem("FILES_DIRECTORY and CONTENT_BUCKET are both set: files are in one place or the other.");
        }
        if (onDisk) {
            return new FileStore.Directory(
                    variables.directory("FILES_DIRECTORY", "/data/files"),
                    variables.file("UPLOAD_KEY_FILE", "the key that signs addresses of uploads", "/data/upload-key"));
        }
        Optional<URI> published = variables.address("CONTENT_URL");
        if (!writes && published.isPresent()) {
            return new FileStore.Published(published.get());
        }
        return new FileStore.Bucket(
                variables.needed(
                        "CONTENT_BUCKET", "where files are, unless FILES_DIRECTORY says where on the disk", "content"),
                published);
    }

    private Worker worker() {
        Optional<Archive> archive = variables
                .text("ARCHIVE_QUEUE_URL")
                .map(queue -> new Archive(
                        queue,
                        variables.needed("ARCHIVE_BUCKET", "where the archive is", "archive"),
                        variables.number("RETENTION_DAYS", 90, 1, 3650),
                        new Warehouse(
                                variables.needed("WAREHOUSE_WORKGROUP", "the warehouse's workgroup", "history"),
                                variables.needed("WAREHOUSE_DATABASE", "the warehouse's database", "history"),
                                variables.needed(
                                        "WAREHOUSE_ROLE_ARN",
                                        "the role that loads the archive",
                                        "arn:aws:iam::123456789012:role/load"))));
        return new Worker(
                variables.needed(
                        "WRITES_QUEUE_URL", "where posts wait", "https://sqs.us-east-1.amazonaws.com/1/writes"),
                variables.needed(
                        "PHOTOS_QUEUE_URL", "where photos wait", "https://sqs.us-east-1.amazonaws.com/1/photos"),
                archive);
    }
}

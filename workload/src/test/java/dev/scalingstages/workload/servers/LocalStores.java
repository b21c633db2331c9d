package dev.scalingstages.workload.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a stage keeps its data in, on this machine, and the environment that tells the application so: the names are the
 * templates', the values are those of servers that tests start.
 */
public final class LocalStores implements AutoCloseable {
    private static final String SCHEMA = "scaling";
    private static final String REGION = "us-east-1";
    private static final String CONTENT = "content";

    private final int stage;
    private final ServerDirectory directory;
    private final Opened open = new Opened();
    private final List<MariaDbCluster> shards = new ArrayList<>();
    private final List<MariaDbCluster> others = new ArrayList<>();
    private final Map<String, String> common = new HashMap<>();
    private final Map<String, String> reading = new HashMap<>();
    private final Map<String, String> writing = new HashMap<>();
    private Optional<S3Server> s3 = Optional.empty();
    private Optional<RedisCluster> cache = Optional.empty();
    private Optional<SqsFront> queues = Optional.empty();

    private LocalStores(int stage) throws IOException {
        this.stage = stage;
        this.directory = open.keep(ServerDirectory.create("stage-" + stage, OsUser.current()));
    }

    /** Starts what a stage needs. */
    public static LocalStores start(int stage) throws IOException, InterruptedException, SQLException {
        LocalStores stores = new LocalStores(stage);
        try {
            stores.startAll();
            return stores;
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    private void startAll() throws IOException, InterruptedException, SQLException {
        common.putAll(Map.of(
                "SYSTEM_NAME",
                "scaling-stages",
                "STAGE",
                String.valueOf(stage),
                "AWS_REGION",
                REGION,
                "METRIC_NAMESPACE",
                "local",
                "DATABASE_NAME",
                SCHEMA,
                "DRAIN_SECONDS",
                "1"));
        startDatabases();
        startFiles();
        if (stage >= 4) {
            startCache();
        }
        if (stage == 6) {
            LocalPlatform platform = open.keep(LocalPlatform.start());
            queues = Optional.of(platform.front());
            common.putAll(platform.environment());
            open.keep(platform.announceUploads(s3Client(), CONTENT));
        }
    }

    private void startDatabases() throws IOException, InterruptedException, SQLException {
        int replicas = stage < 4 ? 0 : stage < 6 ? 2 : 1;
        MariaDbCluster first = database(replicas);
        common.put("DATABASE_PORT", String.valueOf(first.primary().port()));
        Path credentials = directory.write(
                "database-credentials",
                "user=%s\npassword=%s\n".formatted(MariaDbServer.APPLICATION, MariaDbServer.APPLICATION_PASSWORD));
        common.put("DATABASE_CREDENTIALS_FILE", credentials.toString());
        writing.put("DATABASE_HOST", FreePort.HOST);
        if (stage < 4) {
            reading.put("DATABASE_HOST", FreePort.HOST);
        } else {
            reading.put("REPLICAS_HOST", FreePort.HOST);
            reading.put("REPLICAS_PORT", String.valueOf(balance(first)));
        }
        if (stage == 6) {
            startShards();
        }
        StringBuilder authorities = new StringBuilder();
        for (MariaDbCluster cluster :
                Stream.concat(shards.stream(), others.stream()).toList()) {
            authorities.append(Files.readString(cluster.primary().authority()));
        }
        common.put(
                "DATABASE_CA_FILE",
                directory
                        .write("database-authorities.pem", authorities.toString())
                        .toString());
    }

    /** The first database is shard 1; another shard and the accounts have servers of their own. */
    private void startShards() throws IOException, InterruptedException, SQLException {
        database(1);
        common.put("SHARD_COUNT", String.valueOf(shards.size()));
        for (int shard = 1; shard <= shards.size(); shard++) {
            MariaDbCluster cluster = shards.get(shard - 1);
            String prefix = "SHARD_" + shard;
            writing.put(prefix + "_HOST", FreePort.HOST);
            writing.put(prefix + "_PORT", String.valueOf(cluster.primary().port()));
            writing.put(
                    prefix + "_REPLICA_HOSTS",
                    cluster.replicas().stream()
                            .map(replica -> FreePort.HOST + ":" + replica.port())
                            .collect(Collectors.joining(",")));
            reading.put(prefix + "_REPLICAS_PORT", String.valueOf(balance(cluster)));
        }
        MariaDbCluster accounts = database(0);
        shards.remove(accounts);
        others.add(accounts);
        writing.put("ACCOUNTS_DATABASE_HOST", FreePort.HOST);
        writing.put("ACCOUNTS_DATABASE_PORT", String.valueOf(accounts.primary().port()));
    }

    private MariaDbCluster database(int replicas) throws IOException, InterruptedException, SQLException {
        MariaDbCluster cluster = open.keep(MariaDbCluster.start(replicas));
        cluster.primary().createSchema(SCHEMA);
        shards.add(cluster);
        return cluster;
    }

    private int balance(MariaDbCluster cluster) throws IOException {
        List<Integer> ports =
                cluster.replicas().stream().map(MariaDbServer::port).toList();
        return open.keep(new ReplicaBalancer(ports)).port();
    }

    private void startFiles() throws IOException, InterruptedException {
        if (stage == 1) {
            common.put("FILES_DIRECTORY", files().toString());
            common.put(
                    "UPLOAD_KEY_FILE",
                    directory.write("upload-key", "0123456789abcdef".repeat(4)).toString());
            return;
        }
        s3 = Optional.of(open.keep(S3Server.start()));
        try (S3Client client = s3Client()) {
            client.createBucket(bucket -> bucket.bucket(CONTENT));
        }
        common.putAll(Map.of(
                "CONTENT_BUCKET",
                CONTENT,
                "AWS_ENDPOINT_S3",
                s3.orElseThrow().endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET_KEY));
    }

    private S3Client s3Client() {
        return S3Client.builder()
                .endpointOverride(s3.orElseThrow().endpoint())
                .forcePathStyle(true)
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
    }

    private void startCache() throws IOException, InterruptedException {
        RedisCluster redis = open.keep(RedisCluster.start(1, 1));
        cache = Optional.of(redis);
        common.putAll(Map.of(
                "CACHE_HOST",
                FreePort.HOST,
                "CACHE_PORT",
                String.valueOf(redis.port()),
                "CACHE_NAME",
                "local-cache",
                "CACHE_PASSWORD_FILE",
                directory.write("cache-password", RedisCluster.PASSWORD).toString(),
                "CACHE_CA_FILE",
                redis.authority().toString()));
        writing.put("CACHE_USER", RedisCluster.USER);
        reading.put("CACHE_USER", RedisCluster.READER);
    }

    /** The environment file of a kind of server. */
    public Map<String, String> environment(String role) {
        Map<String, String> environment = new HashMap<>(common);
        environment.putAll(role.equals("read-api") ? reading : writing);
        environment.put("SERVER_ROLE", role);
        return environment;
    }

    /** Where files of users are at stage 1; else an empty directory. */
    Path files() throws IOException {
        return Files.createDirectories(directory.resolve("files"));
    }

    /** The databases of content, by shard. */
    public List<MariaDbCluster> shards() {
        return List.copyOf(shards);
    }

    /** The cache, from stage 4 on. */
    public Optional<RedisCluster> cache() {
        return cache;
    }

    /** The object store, from stage 2 on. */
    public Optional<S3Server> objects() {
        return s3;
    }

    /** What stands before the queues, at stage 6. */
    public Optional<SqsFront> queues() {
        return queues;
    }

    @Override
    public void close() {
        open.close();
    }
}

package dev.scalingstages.workload.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a server.
 *
 * @param databases where its content is: one for each shard, from shard 1 on; replicas, when {@code replicas}
 * @param replicas whether they are replicas, which lag and only read
 * @param shardReplicas the replicas of each shard by its number, each by its own address, for a worker that moves
 *     buckets; a shard has no entry when its replicas are not configured
 * @param accounts the database of accounts; up to stage 5 the same as the one of content. The read API has none
 * @param shardMapTable the table that maps buckets to shards; without it there is one shard
 * @param countersTable where likes are counted; without it in the database
 * @param cache where the cache is; empty when there is none
 * @param writesQueue the queue where posts wait to be stored; without it they are stored at once
 * @param worker the queues of a worker, when this is one
 */
public record Configuration(
        Set<Role> roles,
        Listening listening,
        Monitoring monitoring,
        Aws aws,
        List<Database> databases,
        boolean replicas,
        Map<Integer, List<Database>> shardReplicas,
        Optional<Database> accounts,
        Optional<String> shardMapTable,
        Optional<String> countersTable,
        Optional<Cache> cache,
        FileStore files,
        Optional<String> writesQueue,
        Optional<Worker> worker) {
    /**
     * The settings for listening and stopping.
     *
     * @param port of the write API, or of the only role ({@code LISTEN_PORT}, 8080)
     * @param readPort of the read API beside the write API ({@code READ_LISTEN_PORT}, 8082)
     * @param inFlight how many requests at once ({@code REQUESTS_IN_FLIGHT}, 256)
     * @param drain how long it goes on serving after SIGTERM, until its load balancer has noticed; then as long again
     *     for requests in flight ({@code DRAIN_SECONDS}, 20)
     * @param readOnly whether it refuses to write ({@code READ_ONLY})
     */
    public record Listening(int port, int readPort, int inFlight, Duration drain, boolean readOnly) {}

    /** The namespace of the metrics, and the role under which they are recorded. */
    public record Monitoring(String namespace, String role) {}

    /**
     * The region, and addresses in place of AWS's own for local runs, by the service's name as in {@code AWS_ENDPOINT_S3}.
     */
    public record Aws(String region, Map<String, URI> endpoints) {}

    /**
     * A database.
     *
     * @param authorities who vouches for its certificate; without it there is no TLS, which only loopback may have
     * @param connections how many at most ({@code DATABASE_CONNECTIONS}, 16; of accounts {@code
     *     ACCOUNTS_DATABASE_CONNECTIONS}, or else the same)
     */
    public record Database(
            String host, int port, String name, Credentials credentials, Optional<Path> authorities, int connections) {
        /** The same database with as few connections as one caller needs that works on several buckets at once. */
        Database forOneCaller() {
            return new Database(host, port, name, credentials, authorities, 2);
        }
    }

    /** The source of a database's credentials. */
    public sealed interface Credentials {
        /** A secret in Secrets Manager. */
        record Secret(String arn) implements Credentials {}

        /** A file with the user and the password. */
        record InFile(Path path) implements Credentials {}
    }

    /**
     * The cache.
     *
     * @param name of the cluster, which signing in by IAM needs
     * @param passwordFile signs in by a password instead, for local runs
     * @param authorities who vouches for its certificate; Java's own list without it
     */
    public record Cache(
            String host, int port, String user, String name, Optional<Path> passwordFile, Optional<Path> authorities) {}

    /** The store of users' files. */
    public sealed interface FileStore {
        /**
         * Files in a bucket.
         *
         * @param publicBase where anybody can read it ({@code CONTENT_URL}); without it under the service's own address
         */
        record Bucket(String name, Optional<URI> publicBase) implements FileStore {}

        /**
         * Out of reach: the read API only gives out their public addresses.
         *
         * @param base as {@code publicBase} of a bucket
         */
        record Published(URI base) implements FileStore {}

        /**
         * Files on this server's disk.
         *
         * @param uploadKey the file with the key that signs addresses of uploads
         */
        record Directory(Path path, Path uploadKey) implements FileStore {}
    }

    /** The queues that a worker works on. */
    public record Worker(String writesQueue, String photosQueue, Optional<Archive> archive) {}

    /** The archive for posts that are older than the retention. */
    public record Archive(String queue, String bucket, int retentionDays, Warehouse warehouse) {}

    /** The warehouse, by Redshift's Data API. */
    public record Warehouse(String workgroup, String database, String roleArn) {}

    /**
     * Reads the configuration of a server from its environment.
     *
     * @param arguments the roles
     * @throws ConfigurationException with all problems
     */
    public static Configuration read(List<String> arguments, Map<String, String> environment) {
        return new ConfigurationReader(environment).read(arguments);
    }
}

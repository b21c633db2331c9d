package dev.scalingstages.workload;

import static dev.scalingstages.workload.http.Health.Dependency.untilAnswered;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.S3Files;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.configuration.Configuration.FileStore;
import dev.scalingstages.workload.configuration.Role;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.Posts;
import dev.scalingstages.workload.decoding.Decoders;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.http.Health;
import dev.scalingstages.workload.http.Uploads;
import dev.scalingstages.workload.worker.PhotoWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The photo store that this server uses, and its decoders. */
final class Photos implements AutoCloseable {
    /** How long a photo waits for a place where somebody waits for the answer, */
    private static final Duration PATIENCE_OF_A_REQUEST = Duration.ofSeconds(1);

    /** and where nobody does; a worker takes no more messages at once than it has places. */
    private static final Duration PATIENCE_OF_A_MESSAGE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Photos.class);

    private final Configuration configuration;
    private final Clock clock;
    private final Optional<DiskFiles> disk;
    private final Optional<S3Files> bucket;
    private final Decoders decoders = new Decoders();

    Photos(Configuration configuration, AwsClients aws, Clock clock) {
        this.configuration = configuration;
        this.clock = clock;
        this.disk = configuration.files() instanceof FileStore.Directory directory
                ? Optional.of(new DiskFiles(directory.path(), key(directory.uploadKey()), clock))
                : Optional.empty();
        this.bucket = switch (configuration.files()) {
            case FileStore.Bucket named -> Optional.of(new S3Files(aws, named.name(), named.publicBase(), clock));
            case FileStore.Published published -> Optional.of(S3Files.addressesOnly(aws, published.base(), clock));
            case FileStore.Directory directory -> Optional.empty();
        };
    }

    /** The key that signs addresses of uploads. */
    static byte[] key(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Files files() {
        return disk.<Files>map(files -> files).or(() -> bucket).orElseThrow();
    }

    /** The work that judges uploads: it makes thumbnails of good ones and refuses the rest. */
    PhotoWork work(Posts posts) {
        boolean isWorker = configuration.roles().contains(Role.WORKER);
        Duration patience = isWorker ? PATIENCE_OF_A_MESSAGE : PATIENCE_OF_A_REQUEST;
        return new PhotoWork(posts, files(), decoders, patience, clock);
    }

    /** Takes uploads, where files are on this server's disk. */
    Optional<Uploads> uploads() {
        return disk.map(files -> (name, query, contentType, content) -> Uploads.Receipt.valueOf(
                files.receive(name, query, contentType, content).name()));
    }

    /** Removes unfinished uploads from this server's disk, if files are there. In the bucket a lifecycle rule does. */
    void removeUnfinished() {
        disk.ifPresent(files -> {
            int removed = files.removeUnfinished();
            if (removed > 0) {
                LOG.info("{} uploads that nobody finished in a day are removed", removed);
            }
        });
    }

    /** How many are decoded at once. */
    int places() {
        return decoders.places();
    }

    /** The dependencies that readiness checks on a server that judges uploads. */
    List<Health.Dependency> dependencies() {
        List<Health.Dependency> all = new ArrayList<>();
        boolean takesUploads = configuration.roles().contains(Role.WRITE_API);
        bucket.ifPresent(files -> all.add(untilAnswered("content bucket", () -> files.ask(takesUploads))));
        all.add(untilAnswered("decoder of pictures", decoders::ask));
        return all;
    }

    @Override
    public void close() {
        decoders.close();
    }
}

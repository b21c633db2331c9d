package dev.scalingstages.stage;

import dev.scalingstages.data.Archive;
import dev.scalingstages.data.Warehouse;
import dev.scalingstages.data.WorkQueue;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.servers.BacklogScaling;
import dev.scalingstages.servers.BacklogScaling.Backlog;
import dev.scalingstages.servers.Fleet;
import dev.scalingstages.settings.Sizes;
import dev.scalingstages.storage.ArchiveStore;
import java.util.List;
import software.constructs.Construct;

/**
 * The work behind the queues: asynchronous writes, thumbnails of uploaded photos, and the nightly archive of old rows
 * to S3 and the warehouse.
 */
final class Jobs extends Construct {
    /**
     * Posts that a worker stores in a second: 100 for each of two processors, see the documentation of the settings.
     */
    private static final int POSTS_PER_SECOND = 200;

    /**
     * Thumbnails that a worker makes in a second: an assumption for two processors, from 2 to 5 observed with pictures
     * of a few megabytes, until it is measured on a server.
     */
    private static final int THUMBNAILS_PER_SECOND = 3;

    /** How long a post may wait, in seconds: its author sees it at once, others soon. */
    private static final int POST_SECONDS = 30;

    /**
     * How long a picture may be without its thumbnail, in seconds: a value below a new worker's start-up time would
     * change nothing.
     */
    private static final int THUMBNAIL_SECONDS = 240;

    /**
     * The alarm goes off when messages wait this many times as long as they may, longer than a booting worker explains.
     */
    private static final int TOO_LONG = 2;

    private final WorkQueue photos;
    private final WorkQueue writes;
    private final ArchiveStore archiveStore;
    private final Archive archive;
    private final Warehouse warehouse;

    /**
     * @param buckets the content's bucket, in which each upload becomes a job
     */
    Jobs(Construct scope, String id, Foundation foundation, Buckets buckets, Sizes sizes) {
        super(scope, id);
        // A photo takes seconds, a write milliseconds, a load of the archive a minute; each has room for ten times
        // that. Maintenance sends the rest as a new message after an hour, so a message that is four hours old belongs
        // to a run that does not end; SQS would show it to others after twelve.
        photos = queue("Photos", foundation, 120, TOO_LONG * THUMBNAIL_SECONDS);
        writes = queue("Writes", foundation, 30, TOO_LONG * POST_SECONDS);
        WorkQueue slices = queue("ArchiveSlices", foundation, 3_600, 14_400);
        WorkQueue.defineAlarms(
                this, List.of(photos, writes, slices), foundation.context().alarms());
        archiveStore =
                new ArchiveStore(this, "ArchiveStore", foundation.context().dataKey(), buckets.accessLogs());
        archive = new Archive(
                this,
                "Archive",
                new Archive.Props(archiveStore, slices, foundation.context().dataKey(), sizes.retentionDays()));
        warehouse = new Warehouse(
                this,
                "Warehouse",
                new Warehouse.Props(foundation.context(), archiveStore, sizes.warehouseCapacityUnits()));
        foundation.endpoints().allowS3From(warehouse);
        photos.allowSendingBy("s3.amazonaws.com");
        buckets.content().announceUploadsTo(photos.arn(), photos.policy());
    }

    /**
     * Lets the write API hand over writes and answer at once; S3 itself announces photos. At stages without workers, an
     * operator on one of its servers stores the writes handed over earlier.
     */
    void allowEnqueuingBy(ServerSetup writeApi) {
        writes.allowSendingBy(writeApi, "WRITES_QUEUE_URL");
        writes.allowDrainBy(writeApi);
    }

    /** Lets workers work on all the queues. */
    void allowWorkBy(ServerSetup worker) {
        photos.allowWorkBy(worker, "PHOTOS_QUEUE_URL");
        writes.allowWorkBy(worker, "WRITES_QUEUE_URL");
        archive.allowWorkBy(worker);
        warehouse.allowLoadsBy(worker);
    }

    /** Scales the workers with the backlog. */
    void scale(Fleet workers) {
        new BacklogScaling(
                workers,
                "Scaling",
                workers,
                List.of(
                        new Backlog(photos, THUMBNAILS_PER_SECOND, THUMBNAIL_SECONDS),
                        new Backlog(writes, POSTS_PER_SECOND, POST_SECONDS)));
    }

    /** The warehouse of old rows. */
    Warehouse warehouse() {
        return warehouse;
    }

    /** The bucket of rows that left MySQL. */
    String archiveBucket() {
        return archiveStore.bucketName();
    }

    private WorkQueue queue(String id, Foundation foundation, int workSeconds, int oldestSeconds) {
        return new WorkQueue(this, id, new WorkQueue.Props(foundation.context().dataKey(), workSeconds, oldestSeconds));
    }
}

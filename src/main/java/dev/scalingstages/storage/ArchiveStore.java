package dev.scalingstages.storage;

import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.DataKey;
import java.util.List;
import software.constructs.Construct;

/**
 * The bucket of rows that left MySQL: the warehouse loads from it, and it is the last copy if the warehouse is lost.
 */
public final class ArchiveStore extends Construct {
    /** After the warehouse has loaded and counted them, rows are read again only to rebuild it. In days. */
    private static final int COLD_AFTER_DAYS = 30;

    private final PrivateBucket bucket;
    private final DataKey key;

    public ArchiveStore(Construct scope, String id, DataKey key, AccessLogs accessLogs) {
        super(scope, id);
        this.key = key;
        bucket = new PrivateBucket(
                this,
                "Bucket",
                PrivateBucket.Props.ofData(
                        key,
                        accessLogs,
                        "archive/",
                        List.of(PrivateBucket.moveTo("cool-down", "", "GLACIER_IR", COLD_AFTER_DAYS))));
    }

    /** The name of the bucket. */
    public String bucketName() {
        return bucket.name();
    }

    /** The ARN of the bucket. */
    public String bucketArn() {
        return bucket.arn();
    }

    /** How the policy packs name a permission on all objects of this bucket. */
    public String allObjectsFinding() {
        return bucket.allObjectsFinding();
    }

    /**
     * Lets a kind of server write rows, and configures the bucket's name. The warehouse reads them with its own role.
     */
    public void allowWritesFrom(ServerSetup server) {
        server.configure("ARCHIVE_BUCKET", bucket.name());
        server.allowWide(
                List.of("s3:PutObject"),
                List.of(bucket.arn() + "/*"),
                bucket.allObjectsFinding(),
                "The worker writes any object of this one bucket; rows are filed by date and shard.");
        server.allowKey("s3", key, "kms:GenerateDataKey");
    }
}

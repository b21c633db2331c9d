package dev.scalingstages.storage;

import dev.scalingstages.security.OperationsKey;
import java.util.List;
import software.constructs.Construct;

/** The bucket of the external probe's results. */
public final class ProbeStore extends Construct {
    /** How long results are kept, in days: as long as the probe keeps its failures. */
    private static final int KEPT_DAYS = 31;

    private final PrivateBucket bucket;

    public ProbeStore(Construct scope, String id, OperationsKey key, AccessLogs accessLogs) {
        super(scope, id);
        bucket = new PrivateBucket(
                this,
                "Bucket",
                PrivateBucket.Props.ofData(
                        key, accessLogs, "probe/", List.of(PrivateBucket.expire("expire", KEPT_DAYS))));
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
}

package dev.scalingstages.storage;

import java.util.List;
import java.util.Optional;
import software.constructs.Construct;

/**
 * The bucket that receives CloudFront's logs. CloudFront writes with access control lists, so its logs can't share
 * another bucket.
 */
public final class CdnLogs extends Construct {
    private final PrivateBucket bucket;

    public CdnLogs(Construct scope, String id, AccessLogs accessLogs) {
        super(scope, id);
        bucket = new PrivateBucket(
                this,
                "Bucket",
                new PrivateBucket.Props(
                        Optional.empty(),
                        "BucketOwnerPreferred",
                        Optional.of(accessLogs.bucketName()),
                        "cdn-logs/",
                        List.of(PrivateBucket.expire("expire", AccessLogs.KEPT_DAYS))));
    }

    /** The bucket's regional domain name, which CloudFront needs. */
    public String domainName() {
        return bucket.domainName();
    }
}

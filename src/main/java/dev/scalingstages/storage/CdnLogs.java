package dev.scalingstages.storage;

import java.util.List;
import java.util.Optional;
import software.constructs.Construct;

/** The bucket that receives CloudFront's logs. CloudFront writes by access control list, so it cannot share another. */
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

    /** The bucket's regional domain name, by which CloudFront knows it. */
    public String domainName() {
        return bucket.domainName();
    }
}

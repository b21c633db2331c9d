package dev.scalingstages.storage;

import dev.scalingstages.security.Arns;
import dev.scalingstages.security.OperationsKey;
import dev.scalingstages.security.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.s3.CfnBucketPolicy;
import software.constructs.Construct;

/** The bucket of the audit trail, which CloudTrail alone writes to, for one trail of this account. */
public final class AuditStore extends Construct {
    /** Auditors look back a year; a second one costs little. In days. */
    private static final int KEPT_DAYS = 730;

    private final PrivateBucket bucket;

    /**
     * @param trailName the one trail that may deliver
     */
    public AuditStore(Construct scope, String id, OperationsKey key, AccessLogs accessLogs, String trailName) {
        super(scope, id);
        bucket = new PrivateBucket(
                this,
                "Bucket",
                PrivateBucket.Props.ofData(
                        key, accessLogs, "audit/", List.of(PrivateBucket.expire("expire", KEPT_DAYS))));
        String trail = Arns.of("cloudtrail", "trail/" + trailName);
        allow("s3:GetBucketAcl", bucket.arn(), Map.of("aws:SourceArn", trail));
        allow(
                "s3:PutObject",
                bucket.arn() + "/AWSLogs/" + Aws.ACCOUNT_ID + "/*",
                new TreeMap<>(Map.of("aws:SourceArn", trail, "s3:x-amz-acl", "bucket-owner-full-control")));
    }

    /** The name of the bucket. */
    public String bucketName() {
        return bucket.name();
    }

    /** The bucket policy, for a trail that must wait until it may deliver. */
    public CfnBucketPolicy policy() {
        return bucket.policy();
    }

    private void allow(String action, String resource, Map<String, String> equal) {
        bucket.allow(Statement.allowService(
                "cloudtrail.amazonaws.com", List.of(action), List.of(resource), Map.of("StringEquals", equal)));
    }
}

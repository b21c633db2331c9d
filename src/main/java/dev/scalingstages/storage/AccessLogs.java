package dev.scalingstages.storage;

import dev.scalingstages.security.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.s3.CfnBucketPolicy;
import software.constructs.Construct;

/** The bucket that receives access logs of buckets and load balancers. */
public final class AccessLogs extends Construct {
    /** How long access logs are kept, in days: a year, so that an incident found late can still be traced. */
    static final int KEPT_DAYS = 365;

    private final PrivateBucket bucket;

    public AccessLogs(Construct scope, String id) {
        super(scope, id);
        bucket = new PrivateBucket(
                this,
                "Bucket",
                new PrivateBucket.Props(
                        Optional.empty(),
                        "BucketOwnerEnforced",
                        Optional.empty(),
                        "",
                        List.of(PrivateBucket.expire("expire", KEPT_DAYS))));
        bucket.allow(Statement.allowServiceForThisAccount(
                "logging.s3.amazonaws.com", List.of("s3:PutObject"), List.of(bucket.arn() + "/*")));
    }

    /** Lets load balancers of this account deliver their logs under a prefix. */
    public void allowLoadBalancers(String prefix) {
        bucket.allow(Statement.allowService(
                "logdelivery.elasticloadbalancing.amazonaws.com",
                List.of("s3:PutObject"),
                List.of(bucket.arn() + "/" + prefix + "/AWSLogs/" + Aws.ACCOUNT_ID + "/*"),
                Map.of()));
    }

    /** The name of the bucket. */
    public String bucketName() {
        return bucket.name();
    }

    /** The bucket policy, for load balancers that must wait until they may deliver. */
    public CfnBucketPolicy policy() {
        return bucket.policy();
    }
}

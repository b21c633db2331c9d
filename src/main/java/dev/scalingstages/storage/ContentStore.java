package dev.scalingstages.storage;

import dev.scalingstages.iam.Statement;
import dev.scalingstages.monitoring.Alarms;
import dev.scalingstages.monitoring.Alarms.Bad;
import dev.scalingstages.monitoring.Alarms.Missing;
import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.server.ServerIdentity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.constructs.Construct;

/**
 * The bucket of static content ({@code static/}), photos as uploaded ({@code uploads/}) and what is made of them
 * ({@code photos/}).
 */
public final class ContentStore extends Construct {
    /** Static content: scripts, styles, images of the site itself. */
    public static final String STATIC = "static/";

    /** What users upload. */
    public static final String UPLOADS = "uploads/";

    /** What the system makes of uploads, such as thumbnails. */
    public static final String PHOTOS = "photos/";

    /** How long a deleted or replaced object can be had back, in days. */
    private static final int VERSIONS_KEPT_DAYS = 90;

    private static final String ANY_OBJECT =
            "The server works on any object of this one bucket; objects have no names known beforehand.";

    private final PrivateBucket bucket;
    private final String key;

    /**
     * @param key encrypts the objects
     * @param accessLogs where S3 writes who read what
     * @param alarms who is told when requests fail
     */
    public record Props(String key, AccessLogs accessLogs, Alarms alarms) {
        public Props {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(accessLogs, "accessLogs");
            Objects.requireNonNull(alarms, "alarms");
        }
    }

    public ContentStore(Construct scope, String id, Props props) {
        super(scope, id);
        key = props.key();
        bucket = new PrivateBucket(
                this, "Bucket", PrivateBucket.Props.ofData(key, props.accessLogs(), "content/", lifecycle()));
        bucket.resource()
                .setMetricsConfigurations(List.of(CfnBucket.MetricsConfigurationProperty.builder()
                        .id("EntireBucket")
                        .build()));
        props.alarms()
                .raise(
                        this,
                        "ErrorsAlarm",
                        "S3 answers requests for content with 5xx: clients are to slow down and try again.",
                        Metric.sum(
                                "AWS/S3", "5xxErrors", Map.of("BucketName", bucket.name(), "FilterId", "EntireBucket")),
                        Bad.ABOVE,
                        10,
                        5,
                        Missing.IS_FINE);
    }

    /** The name of the bucket. */
    public String bucketName() {
        return bucket.name();
    }

    /** The bucket's regional domain name, for CloudFront. */
    public String domainName() {
        return bucket.domainName();
    }

    /** Lets a kind of server read and write content and tells it where. */
    public void allowWritesFrom(ServerIdentity server) {
        server.configure("CONTENT_BUCKET", bucket.name());
        server.allow(List.of("s3:ListBucket"), List.of(bucket.arn()));
        server.allowWide(List.of("s3:GetObject"), List.of(bucket.arn() + "/*"), bucket.allObjectsFinding(), ANY_OBJECT);
        server.allowKey("s3", key, "kms:Decrypt");
        server.allowWide(
                List.of("s3:PutObject", "s3:AbortMultipartUpload"),
                List.of(bucket.arn() + "/*"),
                bucket.allObjectsFinding(),
                ANY_OBJECT);
        server.allowKey("s3", key, "kms:GenerateDataKey");
    }

    /** Lets one CloudFront distribution read what it serves. */
    public void allowReadsFromDistribution(String distributionId) {
        bucket.allow(Statement.allowService(
                "cloudfront.amazonaws.com",
                List.of("s3:GetObject"),
                List.of(
                        bucket.arn() + "/" + STATIC + "*",
                        bucket.arn() + "/" + UPLOADS + "*",
                        bucket.arn() + "/" + PHOTOS + "*"),
                Map.of(
                        "StringEquals",
                        Map.of(
                                "AWS:SourceArn",
                                "arn:" + Aws.PARTITION + ":cloudfront::" + Aws.ACCOUNT_ID + ":distribution/"
                                        + distributionId))));
    }

    /**
     * Tells a queue of each upload.
     *
     * @param queueArn the queue, whose policy must let S3 send already
     * @param dependency what must exist before S3 tests whether it may send
     */
    public void announceUploadsTo(String queueArn, CfnResource dependency) {
        CfnBucket resource = bucket.resource();
        resource.setNotificationConfiguration(CfnBucket.NotificationConfigurationProperty.builder()
                .queueConfigurations(List.of(CfnBucket.QueueConfigurationProperty.builder()
                        .event("s3:ObjectCreated:*")
                        .queue(queueArn)
                        .filter(CfnBucket.NotificationFilterProperty.builder()
                                .s3Key(CfnBucket.S3KeyFilterProperty.builder()
                                        .rules(List.of(CfnBucket.FilterRuleProperty.builder()
                                                .name("prefix")
                                                .value(UPLOADS)
                                                .build()))
                                        .build())
                                .build())
                        .build()))
                .build());
        resource.addResourceDependency(dependency);
    }

    private static List<CfnBucket.RuleProperty> lifecycle() {
        return List.of(
                CfnBucket.RuleProperty.builder()
                        .id("expire-old-versions")
                        .status("Enabled")
                        .noncurrentVersionExpiration(CfnBucket.NoncurrentVersionExpirationProperty.builder()
                                .noncurrentDays(VERSIONS_KEPT_DAYS)
                                .build())
                        .build(),
                // Photos are looked at in their first weeks and rarely after; intelligent tiering charges no retrieval.
                PrivateBucket.moveTo("tier-uploads", UPLOADS, "INTELLIGENT_TIERING", 30));
    }
}

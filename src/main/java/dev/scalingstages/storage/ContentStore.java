package dev.scalingstages.storage;

import dev.scalingstages.monitoring.Metric;
import dev.scalingstages.runtime.PartContext;
import dev.scalingstages.runtime.ServerSetup;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.DataKey;
import dev.scalingstages.security.Statement;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.CfnBucket.FilterRuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.MetricsConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NoncurrentVersionExpirationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NotificationConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NotificationFilterProperty;
import software.amazon.awscdk.services.s3.CfnBucket.QueueConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.RuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.S3KeyFilterProperty;
import software.constructs.Construct;

/**
 * The bucket of static content ({@code static/}), unchecked uploads ({@code incoming/}), photos as uploaded ({@code
 * uploads/}) and images derived from them ({@code photos/}). Clients write only to {@code incoming/}, which is never
 * served; servers copy uploads that pass the check to where they are served.
 */
public final class ContentStore extends Construct {
    /** Static content: scripts, styles, images of the site itself. */
    public static final String STATIC = "static/";

    /** Users' uploads, until they are checked. */
    public static final String INCOMING = "incoming/";

    /** Photos as users uploaded them, once they have been checked. */
    public static final String UPLOADS = "uploads/";

    /** Images that the system derives from uploads, such as thumbnails. */
    public static final String PHOTOS = "photos/";

    /** How long a deleted or replaced object can be restored, in days. */
    private static final int VERSIONS_KEPT_DAYS = 90;

    /**
     * How long an upload may wait to be processed, in days. An acknowledged one may be in a queue, and then among its
     * dead letters, for 14 days in all.
     */
    private static final int UPLOADS_WAIT_DAYS = 15;

    /** The object on which servers of older releases, some of which may still start, test their permissions. */
    private static final String ASKED_BY_OLDER_RELEASES = "asked";

    private static final List<String> WRITES = List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload");

    private static final String ANY_OBJECT =
            "The server works on any object of this one bucket; objects have no names known beforehand.";

    private final PrivateBucket bucket;
    private final DataKey key;

    /**
     * @param accessLogs where S3 records who read what
     */
    public ContentStore(Construct scope, String id, PartContext context, AccessLogs accessLogs) {
        super(scope, id);
        key = context.dataKey();
        bucket =
                new PrivateBucket(this, "Bucket", PrivateBucket.Props.ofData(key, accessLogs, "content/", lifecycle()));
        bucket.resource()
                .setMetricsConfigurations(List.of(MetricsConfigurationProperty.builder()
                        .id("EntireBucket")
                        .build()));
        Map<String, String> requests = Map.of("BucketName", bucket.name(), "FilterId", "EntireBucket");
        context.alarms()
                .define(
                        this,
                        "ErrorsAlarm",
                        Metric.sum("AWS/S3", "5xxErrors", requests)
                                .above(10)
                                .forMinutes(5)
                                .missingIsNotBreaching(),
                        "S3 answers requests for content with 5xx: clients are to slow down and try again.");
    }

    /** The name of the bucket. */
    public String bucketName() {
        return bucket.name();
    }

    /** The bucket's regional domain name, for CloudFront. */
    public String domainName() {
        return bucket.domainName();
    }

    /**
     * Lets a kind of server check uploads and store those that pass, and configures the bucket's name. It may not write
     * static content, nor anything under {@code incoming/}.
     */
    public void allowPhotoProcessingBy(ServerSetup server) {
        server.configure("CONTENT_BUCKET", bucket.name());
        server.allow(List.of("s3:ListBucket"), List.of(bucket.arn()));
        server.allow(WRITES, List.of(bucket.arn() + "/" + ASKED_BY_OLDER_RELEASES));
        allow(server, INCOMING, List.of("s3:GetObject", "s3:DeleteObject"));
        allow(server, UPLOADS, WRITES);
        // Uploads through older releases' addresses are stored here, and deleted if they aren't pictures.
        allow(server, UPLOADS, List.of("s3:DeleteObject"));
        allow(server, PHOTOS, WRITES);
        server.allowKey("s3", key, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /** Lets a kind of server also issue presigned URLs for uploads, which carry its own permissions. */
    public void allowWritesFrom(ServerSetup server) {
        allowPhotoProcessingBy(server);
        allow(server, INCOMING, List.of("s3:PutObject", "s3:AbortMultipartUpload"));
    }

    private void allow(ServerSetup server, String folder, List<String> actions) {
        server.allowWide(
                actions, List.of(bucket.arn() + "/" + folder + "*"), bucket.objectsFinding(folder), ANY_OBJECT);
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
                        Map.of("AWS:SourceArn", Arns.withoutRegion("cloudfront", "distribution/" + distributionId)))));
    }

    /**
     * Notifies a queue of each upload.
     *
     * @param queueArn the queue, whose policy must let S3 send already
     * @param dependency what must exist before S3 tests whether it may send
     */
    public void announceUploadsTo(String queueArn, CfnResource dependency) {
        CfnBucket resource = bucket.resource();
        resource.setNotificationConfiguration(NotificationConfigurationProperty.builder()
                .queueConfigurations(List.of(
                        announcement("s3:ObjectCreated:*", INCOMING, queueArn),
                        // Uploads through older releases' addresses. Servers store photos there in parts, which is a
                        // different event.
                        announcement("s3:ObjectCreated:Put", UPLOADS, queueArn)))
                .build());
        resource.addResourceDependency(dependency);
    }

    private static QueueConfigurationProperty announcement(String event, String folder, String queueArn) {
        return QueueConfigurationProperty.builder()
                .event(event)
                .queue(queueArn)
                .filter(NotificationFilterProperty.builder()
                        .s3Key(S3KeyFilterProperty.builder()
                                .rules(List.of(FilterRuleProperty.builder()
                                        .name("prefix")
                                        .value(folder)
                                        .build()))
                                .build())
                        .build())
                .build();
    }

    private static List<RuleProperty> lifecycle() {
        return List.of(
                RuleProperty.builder()
                        .id("expire-old-versions")
                        .status("Enabled")
                        .noncurrentVersionExpiration(NoncurrentVersionExpirationProperty.builder()
                                .noncurrentDays(VERSIONS_KEPT_DAYS)
                                .build())
                        .build(),
                PrivateBucket.expire("expire-uploads-that-wait", INCOMING, UPLOADS_WAIT_DAYS),
                // Photos are viewed in their first weeks and rarely after; intelligent tiering charges nothing for
                // retrieval.
                PrivateBucket.moveTo("tier-uploads", UPLOADS, "INTELLIGENT_TIERING", 30));
    }
}

package dev.scalingstages.storage;

import dev.scalingstages.security.EncryptionKey;
import dev.scalingstages.security.Policies;
import dev.scalingstages.security.Statement;
import dev.scalingstages.security.Suppressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.CfnBucket.AbortIncompleteMultipartUploadProperty;
import software.amazon.awscdk.services.s3.CfnBucket.BucketEncryptionProperty;
import software.amazon.awscdk.services.s3.CfnBucket.LifecycleConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.LoggingConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.NoncurrentVersionExpirationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.OwnershipControlsProperty;
import software.amazon.awscdk.services.s3.CfnBucket.OwnershipControlsRuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.PublicAccessBlockConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucket.RuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.ServerSideEncryptionByDefaultProperty;
import software.amazon.awscdk.services.s3.CfnBucket.ServerSideEncryptionRuleProperty;
import software.amazon.awscdk.services.s3.CfnBucket.TransitionProperty;
import software.amazon.awscdk.services.s3.CfnBucket.VersioningConfigurationProperty;
import software.amazon.awscdk.services.s3.CfnBucketPolicy;
import software.constructs.Construct;

/** Creates every bucket of the system: private, versioned, TLS only, encrypted, kept when the stack is deleted. */
final class PrivateBucket extends Construct {
    /** An upload that was not finished in a week never will be, in days. */
    private static final int UNFINISHED_UPLOADS_DAYS = 7;

    private final CfnBucket bucket;
    private final CfnBucketPolicy policy;
    private final String name;
    private final String arn;
    private final List<Statement> statements = new ArrayList<>();

    /**
     * @param key the key that encrypts objects; empty for S3's own, which is all that AWS's log deliveries support
     * @param ownership such as {@code BucketOwnerEnforced}
     * @param logs the bucket that records access to this one; empty for that bucket itself
     * @param logPrefix the prefix of those records
     * @param lifecycle rules besides the one that aborts unfinished uploads
     */
    record Props(
            Optional<EncryptionKey> key,
            String ownership,
            Optional<String> logs,
            String logPrefix,
            List<RuleProperty> lifecycle) {
        Props {
            Objects.requireNonNull(ownership, "ownership");
            lifecycle = List.copyOf(lifecycle);
        }

        /** Props of a data bucket, encrypted with one of the system's keys. */
        static Props ofData(EncryptionKey key, AccessLogs logs, String prefix, List<RuleProperty> lifecycle) {
            return new Props(
                    Optional.of(key), "BucketOwnerEnforced", Optional.of(logs.bucketName()), prefix, lifecycle);
        }
    }

    PrivateBucket(Construct scope, String id, Props props) {
        super(scope, id);
        CfnBucket.Builder builder = CfnBucket.Builder.create(this, "Resource")
                .bucketEncryption(encryption(props.key()))
                .ownershipControls(OwnershipControlsProperty.builder()
                        .rules(List.of(OwnershipControlsRuleProperty.builder()
                                .objectOwnership(props.ownership())
                                .build()))
                        .build())
                .publicAccessBlockConfiguration(PublicAccessBlockConfigurationProperty.builder()
                        .blockPublicAcls(true)
                        .blockPublicPolicy(true)
                        .ignorePublicAcls(true)
                        .restrictPublicBuckets(true)
                        .build())
                .versioningConfiguration(VersioningConfigurationProperty.builder()
                        .status("Enabled")
                        .build())
                .lifecycleConfiguration(LifecycleConfigurationProperty.builder()
                        .rules(withUnfinishedUploads(props.lifecycle()))
                        .build());
        props.logs()
                .ifPresent(logs -> builder.loggingConfiguration(LoggingConfigurationProperty.builder()
                        .destinationBucketName(logs)
                        .logFilePrefix(props.logPrefix())
                        .build()));
        bucket = builder.build();
        bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
        name = bucket.getRef();
        arn = bucket.getAttrArn();
        policy = CfnBucketPolicy.Builder.create(this, "Policy")
                .bucket(name)
                .policyDocument(policyDocument())
                .build();
        Suppressions.accept(
                bucket,
                "NIST.800.53.R5-S3BucketReplicationEnabled",
                "The system lives in one region; S3 keeps objects in three zones, and versions survive a deletion.");
        if (props.key().isEmpty()) {
            Suppressions.accept(
                    bucket,
                    "NIST.800.53.R5-S3DefaultEncryptionKMS",
                    "Load balancers, CloudFront and S3 deliver access logs only to buckets with S3's own keys.");
        }
    }

    /** A lifecycle rule that removes objects. */
    static RuleProperty expire(String id, int days) {
        return expiring(id, days).build();
    }

    /** A lifecycle rule that removes objects under a prefix. */
    static RuleProperty expire(String id, String prefix, int days) {
        return expiring(id, days).prefix(prefix).build();
    }

    /** Removes objects, and their old versions a day later. */
    private static RuleProperty.Builder expiring(String id, int days) {
        return RuleProperty.builder()
                .id(id)
                .status("Enabled")
                .expirationInDays(days)
                .noncurrentVersionExpiration(NoncurrentVersionExpirationProperty.builder()
                        .noncurrentDays(1)
                        .build());
    }

    /** A lifecycle rule that moves objects to a cheaper class. */
    static RuleProperty moveTo(String id, String prefix, String storageClass, int days) {
        return RuleProperty.builder()
                .id(id)
                .status("Enabled")
                .prefix(prefix)
                .transitions(List.of(TransitionProperty.builder()
                        .storageClass(storageClass)
                        .transitionInDays(days)
                        .build()))
                .build();
    }

    /** The name of the bucket. */
    String name() {
        return name;
    }

    /** The ARN of the bucket. */
    String arn() {
        return arn;
    }

    /** The bucket's regional domain name. */
    String domainName() {
        return bucket.getAttrRegionalDomainName();
    }

    /** The resource, for notifications and metrics. */
    CfnBucket resource() {
        return bucket;
    }

    /** The bucket policy, for which services that deliver to the bucket must wait. */
    CfnBucketPolicy policy() {
        return policy;
    }

    /** How the policy packs name a permission on all objects of this bucket. */
    String allObjectsFinding() {
        return "Resource::<" + Stack.of(this).getLogicalId(bucket) + ".Arn>/*";
    }

    /** The same for all objects of a folder. */
    String objectsFinding(String folder) {
        return "Resource::<" + Stack.of(this).getLogicalId(bucket) + ".Arn>/" + folder + "*";
    }

    /** Lets a service of AWS use the bucket. */
    void allow(Statement statement) {
        statements.add(statement);
        policy.setPolicyDocument(policyDocument());
    }

    private Map<String, Object> policyDocument() {
        return Policies.documentForTlsOnly("s3:*", List.of(arn, arn + "/*"), statements);
    }

    private static List<RuleProperty> withUnfinishedUploads(List<RuleProperty> rules) {
        List<RuleProperty> all = new ArrayList<>(rules);
        all.add(RuleProperty.builder()
                .id("abort-unfinished-uploads")
                .status("Enabled")
                .abortIncompleteMultipartUpload(AbortIncompleteMultipartUploadProperty.builder()
                        .daysAfterInitiation(UNFINISHED_UPLOADS_DAYS)
                        .build())
                .build());
        return all;
    }

    private static BucketEncryptionProperty encryption(Optional<EncryptionKey> key) {
        ServerSideEncryptionByDefaultProperty.Builder byDefault =
                ServerSideEncryptionByDefaultProperty.builder().sseAlgorithm(key.isPresent() ? "aws:kms" : "AES256");
        key.map(EncryptionKey::arn).ifPresent(byDefault::kmsMasterKeyId);
        return BucketEncryptionProperty.builder()
                .serverSideEncryptionConfiguration(List.of(ServerSideEncryptionRuleProperty.builder()
                        .bucketKeyEnabled(key.isPresent())
                        .serverSideEncryptionByDefault(byDefault.build())
                        .build()))
                .build();
    }
}
